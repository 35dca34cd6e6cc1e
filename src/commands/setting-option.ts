import { Option } from 'commander'
import type { SettingName } from '../platform/settings.ts'

/** An option that the variable of a setting may give in its place. */
export const settingOption = (flags: string, description: string, name: SettingName): Option =>
  new Option(flags, description).env(name)
