import type { KeycloakServer } from './keycloak.ts'

/** A realm as an installation would have it: people in groups, the dashboard's client, and clients of programs. */
export const realm = 'clinic'
export const clientId = 'pocm'
export const clientSecret = 'a-secret-of-the-client-for-tests-alone'
/** A program with credentials of its own (client credentials). */
export const program = { id: 'warehouse-export', secret: 'a-secret-of-the-program-for-tests-alone' }
/** An application that gets tokens in a person's name, and refreshes them. */
export const application = 'notebook'
export const password = 'correct horse battery staple'
/** How long an access token of the application holds. */
export const tokenSeconds = 3

const claim = (name: string, type: string, config: Record<string, string> = {}) => ({
  ...{ name, protocol: 'openid-connect', protocolMapper: type },
  config: { 'claim.name': name, 'id.token.claim': 'true', 'access.token.claim': 'true', ...config },
})
const audience = claim('pocm-analytics', 'oidc-audience-mapper', {
  ...{ 'included.custom.audience': 'pocm-analytics', 'id.token.claim': 'false' },
})
const tenantOfUser = claim('tenant_id', 'oidc-usermodel-attribute-mapper', {
  ...{ 'user.attribute': 'tenant_id', 'jsonType.label': 'String' },
})
const groups = claim('groups', 'oidc-group-membership-mapper', { 'full.path': 'false' })

const person = (username: string, group: string) => ({
  ...{ username, firstName: username, lastName: 'Example', email: `${username}@clinic.example`, emailVerified: true },
  ...{ enabled: true, groups: [`/${group}`], attributes: { tenant_id: ['demo'] } },
  credentials: [{ type: 'password', value: password, temporary: false }],
})

/** The realm for a service at an address, as Keycloak imports it. A list of client scopes would replace its own. */
const realmFor = (serviceUrl: string) => ({
  ...{ realm, enabled: true, sslRequired: 'none', accessTokenLifespan: 60 },
  groups: [{ name: 'analytics-admins' }, { name: 'quality-team' }, { name: 'reception' }],
  users: [person('ana', 'analytics-admins'), person('quinn', 'quality-team'), person('rob', 'reception')],
  clients: [
    {
      ...{
        clientId,
        secret: clientSecret,
        standardFlowEnabled: true,
        redirectUris: [`${serviceUrl}/auth/oidc/callback`],
      },
      attributes: {
        'pkce.code.challenge.method': 'S256',
        'backchannel.logout.url': `${serviceUrl}/auth/oidc/backchannel-logout`,
        'backchannel.logout.session.required': 'true',
        'post.logout.redirect.uris': `${serviceUrl}/sign-in`,
      },
      protocolMappers: [tenantOfUser, groups],
    },
    {
      ...{ clientId: program.id, secret: program.secret, serviceAccountsEnabled: true, standardFlowEnabled: false },
      protocolMappers: [
        audience,
        claim('tenant_id', 'oidc-hardcoded-claim-mapper', { 'claim.value': 'demo', 'jsonType.label': 'String' }),
      ],
    },
    {
      ...{ clientId: application, publicClient: true, directAccessGrantsEnabled: true },
      attributes: { 'access.token.lifespan': String(tokenSeconds) },
      protocolMappers: [audience, tenantOfUser],
    },
  ],
  components: {
    'org.keycloak.userprofile.UserProfileProvider': [
      {
        providerId: 'declarative-user-profile',
        config: {
          'kc.user.profile.config': [
            JSON.stringify({
              attributes: ['username', 'email', 'firstName', 'lastName'].map((name) => ({
                ...{ name, permissions: { view: ['admin', 'user'], edit: ['admin', 'user'] } },
              })),
              unmanagedAttributePolicy: 'ADMIN_EDIT',
            }),
          ],
        },
      },
    ],
  },
})

/** Imports the realm, and gives the application the scope that its tokens are to have. */
export async function importRealm(keycloak: KeycloakServer, serviceUrl: string): Promise<void> {
  await keycloak.admin('POST', '/realms', realmFor(serviceUrl))
  await keycloak.admin('POST', `/realms/${realm}/client-scopes`, {
    ...{ name: 'analytics:read', protocol: 'openid-connect' },
    attributes: { 'include.in.token.scope': 'true' },
  })
  const scopes = (await keycloak.admin('GET', `/realms/${realm}/client-scopes`)) as { id: string; name: string }[]
  const scope = scopes.find(({ name }) => name === 'analytics:read')
  const [client] = (await keycloak.admin('GET', `/realms/${realm}/clients?clientId=${application}`)) as { id: string }[]
  await keycloak.admin('PUT', `/realms/${realm}/clients/${client?.id}/default-client-scopes/${scope?.id}`)
}
