import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export const secured = { username: 'pocm', password: 'a password that only tests know' } as const
const storePassword = 'of-the-key-store'

/** A broker's listener that asks for TLS and for a name and password, by PLAIN or SCRAM. */
export interface SecuredListener {
  /** Lines of server.properties. */
  readonly properties: string
  /** What `StorageTool format` must be given so that the user is known from the beginning. */
  readonly formatArgs: readonly string[]
  /** Path of the certificate that clients must trust. */
  readonly ca: string
}

/** Makes a key of its own for a broker on 127.0.0.1, and the settings of its secured listener. */
export async function securedListener(folder: string): Promise<SecuredListener> {
  const [store, ca] = [join(folder, 'broker.p12'), join(folder, 'ca.pem')]
  const keytool = (...args: string[]) => run('keytool', [...args, '-keystore', store, '-storepass', storePassword])
  await keytool(
    ...['-genkeypair', '-alias', 'broker', '-keyalg', 'RSA', '-keysize', '2048', '-validity', '2'],
    ...['-storetype', 'PKCS12', '-dname', 'CN=127.0.0.1', '-ext', 'SAN=ip:127.0.0.1'],
  )
  await keytool('-exportcert', '-alias', 'broker', '-rfc', '-file', ca)
  const { username, password } = secured
  const plain = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${username}="${password}";`
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'
  return {
    ca,
    formatArgs: ['--add-scram', `SCRAM-SHA-512=[name=${username},password=${password}]`],
    properties: `
ssl.keystore.location=${store}
ssl.keystore.password=${storePassword}
ssl.keystore.type=PKCS12
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
listener.name.secured.plain.sasl.jaas.config=${plain}
listener.name.secured.scram-sha-512.sasl.jaas.config=${scram}
`,
  }
}
