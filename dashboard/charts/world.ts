import type { MultiPolygon, Polygon, Position } from 'geojson'
import codes from 'i18n-iso-countries/codes.json'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import atlas from 'world-atlas/countries-110m.json'

/** It has no permanent population, and would take a fifth of the map. */
const antarctica = 'AQ'

/** ISO 3166-1: the geometry knows countries by number, events by two letters. */
const alpha2 = new Map(codes.map(([two, , number]) => [number, two]))

/**
 * A ring that crosses the antimeridian, carried on eastwards beyond 180°: on a flat map it would else run back across
 * the whole world.
 */
export function unwrapped(ring: readonly Position[]): Position[] {
  const crosses = ring.some(([east = 0], index) => Math.abs(east - (ring[index - 1]?.[0] ?? east)) > 180)
  return ring.map(([east = 0, north = 0]) => [crosses && east < 0 ? east + 360 : east, north])
}

const flat = (shape: Polygon | MultiPolygon): Polygon | MultiPolygon =>
  shape.type === 'Polygon'
    ? { ...shape, coordinates: shape.coordinates.map(unwrapped) }
    : { ...shape, coordinates: shape.coordinates.map((polygon) => polygon.map(unwrapped)) }

/**
 * The countries of the world at 1 : 110 million (Natural Earth) as GeoJSON; `name` is the code of two letters, as events
 * carry it, and the English name where there is no code. Countries smaller than a dot on such a map are not in it.
 */
export function worldOf() {
  const topology = atlas as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>
  const { features, ...rest } = feature(topology, topology.objects.countries)
  const named = features.map((it) => ({
    ...it,
    geometry: flat(it.geometry as Polygon | MultiPolygon),
    properties: { name: alpha2.get(String(it.id)) ?? it.properties.name },
  }))
  return { ...rest, features: named.filter(({ properties }) => properties.name !== antarctica) }
}
