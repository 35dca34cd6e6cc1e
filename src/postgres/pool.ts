import type pg from 'pg'

export type Database = pg.Pool
