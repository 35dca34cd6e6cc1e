#!/bin/sh
# The account of the exporter, made with a new volume; it may read what PostgreSQL says of itself. On a volume of before:
#   CREATE ROLE monitor LOGIN IN ROLE pg_monitor PASSWORD '…';
set -eu
PGPASSWORD=$POSTGRES_PASSWORD psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set=password="$POSTGRES_MONITOR_PASSWORD" <<'SQL'
CREATE ROLE monitor LOGIN IN ROLE pg_monitor PASSWORD :'password';
SQL
