/** The map and, as a file of its own, its geometry: both are heavy, and only few pages show them. */
export async function loadCountryMap() {
  const [{ default: CountryMap, knowWorld }, { worldOf }] = await Promise.all([
    import('./country-map.tsx'),
    import('./world.ts'),
  ])
  knowWorld(worldOf())
  return { default: CountryMap }
}
