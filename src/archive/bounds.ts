import { maxEventBytes } from '../platform/event-size.ts'

/** So many events fill a batch before its hour ends; what one takes on the local disk meanwhile follows from it. */
export const batchEvents = 200_000

/** The longest line of a raw file: the largest event that is taken at the door, with its payload hash beside it. */
export const maxLineBytes = maxEventBytes + 200

/** Deeper than any event that is taken at the door, and what a stack bears that looks through it. */
export const maxDepth = 64

/** Larger than a manifest of as many files as a batch may have. */
export const maxManifestBytes = 256 * 1024 * 1024

/** Rows, and characters of their JSON, that are held in memory before they are written as a row group. */
export const groupRows = 20_000
export const groupCharacters = 32_000_000

/** A page of checksums takes eight bytes a row, and some beside them. */
export const maxChecksumPageBytes = 16 * groupRows + 1024
