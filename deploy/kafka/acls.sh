#!/bin/sh
# Gives each user of acls.txt what it may do. Giving it again changes nothing.
set -eu
tools=${KAFKA_TOOLS:-/opt/kafka/bin}
config=$(mktemp)
trap 'rm -f "$config"' EXIT
cat > "$config" <<SETTINGS
security.protocol=SASL_PLAINTEXT
sasl.mechanism=PLAIN
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="admin" password="$KAFKA_ADMIN_PASSWORD";
SETTINGS
grep -v '^#' "$(dirname "$0")/acls.txt" | while read -r user resource pattern name operations; do
  set -- --add --allow-principal "User:$user" "--$resource" "$name" --resource-pattern-type "$pattern"
  for operation in $(echo "$operations" | tr ',' ' '); do set -- "$@" --operation "$operation"; done
  "$tools/kafka-acls.sh" --bootstrap-server "$KAFKA_BROKERS" --command-config "$config" "$@" > /dev/null
done
