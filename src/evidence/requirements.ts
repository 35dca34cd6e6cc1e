import type { ShownBy, Source } from './requirement.ts'

const auditChain = 'test/audit-chain.test.ts'
const chainHashes: ShownBy = [
  auditChain,
  'each hash is SHA-256 over the hash before and the canonical JSON of the entry, by what the API returns alone',
]
const changeEntries: ShownBy = [
  auditChain,
  'no change is there without its entry, and each entry has the value before and after, and why',
]
const scopesHold: ShownBy = [
  'test/matrix/matrix.test.ts',
  'every route × every credential is let in or refused as its scope says',
]
const exported: ShownBy = [
  'test/subjects/export.test.ts',
  'everything that names a person is in the file, in the clear, and nothing of others',
]
const checkedOffline: ShownBy = [
  'test/subjects/export.test.ts',
  'the file is checked offline, and whatever was changed in it shows',
]
const erased: ShownBy = [
  'test/subjects/erase.test.ts',
  'a person is gone from every store, figures stay, and the certificate says so',
]
const held: ShownBy = [
  'test/subjects/holds.test.ts',
  'a person under a hold is not erased, which is said at once, until the hold is released',
]
const sealed: ShownBy = [
  'test/protection.test.ts',
  'what is personal or medical is ciphertext in the rows of the ledger',
]
const masked: ShownBy = [
  'test/protection.test.ts',
  'it is masked in look-ups and in the stream, also what is sent under such a name with another type',
]
const roleAtOnce: ShownBy = [
  'test/people.test.ts',
  'a changed role applies at once in an open session, and is audited with old and new value and the reason',
]
const killed: ShownBy = [
  'test/reliability/kill.test.ts',
  'killed three times in the middle of load, it lost nothing that it acknowledged and counts nothing twice',
]
const restored: ShownBy = [
  'test/archive/restore.test.ts',
  'a new ledger with the same master key gets everything back, once, with its keys',
]
const damaged: ShownBy = [
  'test/archive/restore.test.ts',
  'a damaged file, a lost file and events that the ledger lost are named',
]
const bundle: ShownBy = [
  'test/audit-bundle.test.ts',
  'a bundle of the whole trail is verified offline, entry by entry and by its signed heads',
]
const differs: ShownBy = [
  'test/keeping/reconcile.test.ts',
  'rows that the warehouse lost are named by type and hour, and put back with their rollups',
]
const revoked: ShownBy = ['test/service-accounts.test.ts', 'revoking an account ends all its credentials at once']
const deactivated: ShownBy = [
  'test/scim/scim.test.ts',
  'one who is deactivated or deleted is out at once, and the provider alone lets them in again',
]
const twoTenants: ShownBy = [
  'test/access.test.ts',
  'two tenants see only their own, whatever they read and however they ask',
]
const slowed: ShownBy = [
  'test/failed-credentials.test.ts',
  'failed credentials are slowed down, and a valid one keeps working meanwhile',
]
const breakGlass: ShownBy = [
  'test/oidc/break-glass.test.ts',
  'while the provider is unavailable the configured key signs in, and each use is audited as break-glass and counted',
]

const signedChange: ShownBy = [
  'test/signatures.test.ts',
  'with the setting a session signs by its key again and a meaning, and the entry binds both by its hash',
]

const audit = 'GET /analytics/compliance/audit'
const verifyAudit = 'POST /analytics/compliance/audit/verify'
const gdprExport = 'POST /analytics/compliance/gdpr/export'
const gdprErase = 'POST /analytics/compliance/gdpr/erase'
const certificate = 'GET /analytics/compliance/gdpr/requests/:id/certificate'

const someSignatures =
  'Where the setting asks for it, changes that matter (decisions on lots and reports, erasures, holds, approvals, mended dead letters) are signed: who, when, with which meaning, bound by the hash of the entry.'

/**
 * What law and standards ask, and what answers it: the one place of the mapping. docs/compliance.md is written from it, and
 * test/evidence.test.ts checks that each file, test and call is there.
 */
export const sources: readonly Source[] = [
  {
    id: 'gdpr',
    title: 'GDPR (Regulation (EU) 2016/679)',
    requirements: [
      {
        clause: 'Art. 5(1)(a)–(b)',
        asks: 'lawful, fair, transparent; for a purpose',
        standing: "operator's duty",
        answer: 'The service does not know why data were collected.',
        duty: 'Name the purpose and tell people; send no event that has none.',
      },
      {
        clause: 'Art. 5(1)(c)',
        asks: 'data minimisation',
        standing: 'in part',
        answer:
          'Fields that no event file declares, and what looks personal, are sealed at the door; figures need no sealed value.',
        duty: 'Send what the purpose needs and no more.',
        tests: [sealed, ['test/needles.test.ts', 'no table of the warehouse has a needle']],
      },
      {
        clause: 'Art. 5(1)(d)',
        asks: 'accuracy',
        standing: 'in part',
        answer:
          'Events are validated, and never changed: a correction is a further event. There is no call that corrects a value.',
        duty: 'Send corrections from the source.',
        tests: [
          [
            'test/matrix/matrix.test.ts',
            'whatever stands at any place of any body, no answer is a failure of the service',
          ],
        ],
      },
      {
        clause: 'Art. 5(1)(e)',
        asks: 'storage limitation',
        standing: 'met',
        answer: 'Policies by type and store delete or anonymise; without one everything is kept.',
        routes: ['PUT /analytics/compliance/retention', 'POST /analytics/compliance/retention/run'],
        tests: [
          [
            'test/retention/ledger.test.ts',
            'a run removes events from the ledger, and figures, archive and comparison stay as they were',
          ],
          [
            'test/retention/stores.test.ts',
            'an anonymised month identifies no data subject in any store, and its figures stay',
          ],
        ],
        duty: 'Decide on periods and set the policies.',
      },
      {
        clause: 'Art. 5(1)(f)',
        asks: 'integrity and confidentiality',
        standing: 'met',
        answer:
          'Protected values are sealed per person; tenants are kept apart by row-level security; acknowledged events survive kill and power cut.',
        tests: [sealed, twoTenants, killed],
      },
      {
        clause: 'Art. 5(2)',
        asks: 'accountability',
        standing: 'met',
        answer: 'A hash-chained audit trail, this mapping, and a pack with the results of its tests.',
        routes: [audit, verifyAudit],
        tests: [chainHashes, bundle],
      },
      {
        clause: 'Art. 6',
        asks: 'lawful basis',
        standing: "operator's duty",
        answer: 'Not known to the service.',
        duty: 'Have a basis for each event type, and for health data one of Art. 9.',
      },
      {
        clause: 'Art. 7',
        asks: 'consent can be shown and withdrawn',
        standing: 'in part',
        answer:
          'user.consent_changed keeps who consented to what and when, and is in the export. Ingest does not refuse events of those who withdrew.',
        duty: 'Stop sending at the source; erase where that follows.',
        tests: [exported],
      },
      {
        clause: 'Art. 12',
        asks: 'answer within a month, free, in clear language',
        standing: 'in part',
        answer: 'Requests have a state and times; exports hold a README in plain words.',
        duty: 'Identify who asks; keep the month.',
        routes: ['GET /analytics/compliance/gdpr/requests'],
        tests: [['test/subjects/export.test.ts', 'a person without data gets a file that says so']],
      },
      {
        clause: 'Art. 15',
        asks: 'access',
        standing: 'met',
        answer: 'All events and the profile in the clear, and who looked at them, in one signed ZIP.',
        routes: [gdprExport, 'GET /analytics/compliance/gdpr/requests/:id/download'],
        tests: [exported, checkedOffline],
      },
      {
        clause: 'Art. 16',
        asks: 'rectification',
        standing: 'not met',
        answer: 'Events are facts at a time and are not changed.',
        duty: 'Send the corrected fact; erase the wrong one with the person where that is asked.',
      },
      {
        clause: 'Art. 17',
        asks: 'erasure',
        standing: 'met',
        answer:
          'In ledger, keys, topics, warehouse, rollups, archive, dead letters, caches and exports, with a certificate that asks each store again; restores from a backup repeat it. Legal holds stop it, and say so.',
        routes: [gdprErase, certificate, 'POST /analytics/compliance/gdpr/requests/:id/recheck'],
        tests: [
          erased,
          ['test/subjects/backup.test.ts', 'a database restored from a backup replays later erasures before it serves'],
          held,
        ],
        duty: 'Erase in backups by their age, and in systems that received events.',
      },
      {
        clause: 'Art. 18',
        asks: 'restriction of processing',
        standing: 'not met',
        answer:
          'There is no state in which a person is stored and not counted. A legal hold keeps data, and does not restrict their use.',
        duty: 'Stop sending; erase or anonymise where that is acceptable.',
      },
      {
        clause: 'Art. 19',
        asks: 'tell recipients',
        standing: "operator's duty",
        answer: 'Topics are the only way out that the service knows of; its own are erased.',
        duty: 'Notify the recipients of topics, exports and webhooks.',
      },
      {
        clause: 'Art. 20',
        asks: 'portability',
        standing: 'met',
        answer: 'events.ndjson is JSON by published schemas.',
        routes: [gdprExport],
        tests: [exported],
      },
      {
        clause: 'Art. 21',
        asks: 'objection',
        standing: 'in part',
        answer: 'Later events of an erased person are refused and counted. There is no objection without erasure.',
        routes: [gdprErase],
        tests: [['test/subjects/erase.test.ts', 'later events of the person are refused, and counted']],
      },
      {
        clause: 'Art. 22',
        asks: 'no decision by automated means alone',
        standing: "operator's duty",
        answer: 'The service decides nothing about a person: scores and forecasts are shown to people.',
        duty: 'Do not wire a figure of a person to a decision without a person.',
      },
      {
        clause: 'Art. 25',
        asks: 'protection by design and default',
        standing: 'met',
        answer:
          'Closed by default: undeclared fields are sealed, readers see masks, small cells of medical figures can be suppressed.',
        tests: [
          masked,
          [
            'test/matrix/matrix.test.ts',
            'there are routes, and each names the scope that it needs or is known to be open',
          ],
        ],
      },
      {
        clause: 'Art. 28',
        asks: 'processors',
        standing: "operator's duty",
        answer: 'The service runs on machines of the operator and sends nothing to its authors.',
        duty: 'Have contracts with hosters, the identity provider and receivers of webhooks.',
      },
      {
        clause: 'Art. 30',
        asks: 'records of processing',
        standing: 'in part',
        answer:
          'The catalogue lists event types, fields and labels; the trail lists accesses. The record itself is not written.',
        routes: ['GET /analytics/catalogue'],
        duty: 'Write the record: purposes, recipients, transfers, periods.',
      },
      {
        clause: 'Art. 32',
        asks: 'security of processing',
        standing: 'met',
        answer:
          'Encryption at rest of protected values, roles, restore from the archive, and tests of kills and restores.',
        tests: [sealed, scopesHold, restored, killed],
        duty: 'TLS in front, disk encryption, network between stores, drills.',
      },
      {
        clause: 'Art. 33',
        asks: 'tell the authority of a breach within 72 hours',
        standing: 'in part',
        answer:
          'The trail says who read what and when; alerts tell of break-glass use. Whether it is a breach, a person decides.',
        routes: [audit],
        tests: [
          [
            'test/audit-chain.test.ts',
            'accesses to a person are found by the person, and the entry does not identify them',
          ],
          breakGlass,
        ],
        duty: 'Watch, decide, notify.',
      },
      {
        clause: 'Art. 34',
        asks: 'tell the persons',
        standing: "operator's duty",
        answer: 'Affected persons follow from the trail.',
        routes: [audit],
        duty: 'Notify them.',
      },
      {
        clause: 'Art. 35',
        asks: 'impact assessment',
        standing: "operator's duty",
        answer: 'docs/security.md has classes of data, cryptography and what is not met, as its input.',
        duty: 'Health data at scale need one: carry it out.',
      },
    ],
  },
  {
    id: 'part-11',
    title: '21 CFR Part 11',
    requirements: [
      {
        clause: '11.10(a)',
        asks: 'validation of systems',
        standing: 'in part',
        answer:
          'The pack of `pocm compliance pack` ties each requirement to tests and their results, as protocols for installation and operation.',
        duty: 'Validate for the intended use, install by protocol, approve.',
        tests: [differs],
      },
      {
        clause: '11.10(b)',
        asks: 'copies that people and machines read',
        standing: 'met',
        answer: 'Events and trail as JSON and CSV; the trail as a bundle with its proof.',
        routes: [audit],
        tests: [
          bundle,
          [
            'test/audit-bundle.test.ts',
            'CSV has the entries in the order of the chain, and no text of it is a formula',
          ],
        ],
      },
      {
        clause: '11.10(c)',
        asks: 'records protected through their period',
        standing: 'in part',
        answer:
          'A signed archive from which the ledger is rebuilt; a policy removes nothing that is not archived and nothing under a hold. A least period is not enforced against an admin.',
        routes: ['POST /analytics/archive/verify', 'POST /analytics/archive/restore'],
        tests: [
          restored,
          damaged,
          ['test/retention/ledger.test.ts', 'what is not archived stays, and says so'],
          ['test/retention/ledger.test.ts', 'what is under a hold stays until it is released'],
        ],
        duty: 'Keep the bucket and the master key for the period.',
      },
      {
        clause: '11.10(d)',
        asks: 'access for authorised individuals alone',
        standing: 'met',
        answer: 'Sign-in by the provider, roles, removal at once, provisioning by SCIM.',
        routes: ['GET /analytics/people', 'PUT /analytics/people/:id'],
        tests: [scopesHold, deactivated],
      },
      {
        clause: '11.10(e)',
        asks: 'secure, time-stamped audit trail with old and new value',
        standing: 'met',
        answer:
          'Appended in the transaction of the change, hash-chained per tenant, heads signed hourly and kept in the archive.',
        routes: [audit, verifyAudit],
        tests: [
          chainHashes,
          changeEntries,
          ['test/audit-chain.test.ts', 'a trail that was written anew, hashes and all, contradicts its signed heads'],
        ],
        duty: 'Keep the clock of the machines in step; review the trail.',
      },
      {
        clause: '11.10(f)',
        asks: 'permitted sequence of steps',
        standing: 'in part',
        answer:
          'Erasures and releases of holds can wait for a second person; a held person is not erased; a recalled lot is not released again. Further steps of a workflow are not checked.',
        routes: ['POST /analytics/compliance/gdpr/requests/:id/approve'],
        tests: [
          held,
          [
            'test/subjects/approvals.test.ts',
            'an erasure waits, its person still sends events, and another person approves it',
          ],
        ],
      },
      {
        clause: '11.10(g)',
        asks: 'authority checks',
        standing: 'met',
        answer: 'Each call declares its scope, and is refused without it.',
        tests: [scopesHold, roleAtOnce],
      },
      {
        clause: '11.10(h)',
        asks: 'device checks of the source',
        standing: 'in part',
        answer: 'Keys can be bound to addresses, origins and event types. Devices do not authenticate themselves.',
        routes: ['POST /analytics/api-keys'],
        tests: [
          [
            'test/api-keys.test.ts',
            'a key sends the types that it is for, in every form, and of a batch those alone are taken',
          ],
        ],
      },
      {
        clause: '11.10(i)',
        asks: 'education and training',
        standing: "operator's duty",
        answer: 'Outside of the service.',
        duty: 'Train, and keep the records.',
      },
      {
        clause: '11.10(j)',
        asks: 'written policies on accountability',
        standing: "operator's duty",
        answer: 'Outside of the service.',
        duty: 'Write them.',
      },
      {
        clause: '11.10(k)',
        asks: 'control of system documentation',
        standing: 'in part',
        answer: 'Documents are versioned with the code, and tests hold their links, files and settings.',
        tests: [
          ['test/documents.test.ts', 'every link between documents leads to a file and a heading that are there'],
        ],
        duty: 'Distribute and control copies.',
      },
      {
        clause: '11.50',
        asks: 'signatures show name, time and meaning',
        standing: 'in part',
        answer: someSignatures,
        tests: [signedChange],
      },
      {
        clause: '11.70',
        asks: 'signatures bound to their records',
        standing: 'in part',
        answer: someSignatures,
        tests: [signedChange, chainHashes],
      },
      {
        clause: '11.100',
        asks: 'a signature is unique to one individual',
        standing: 'in part',
        answer: 'A person is one subject of one provider, and an id in the trail that is not used again.',
        tests: [
          [
            'test/people.test.ts',
            'an invited person signs in by their e-mail address, in time, and has the role of the invitation',
          ],
        ],
        duty: 'Verify identity before an account is given; certify to the agency.',
      },
      {
        clause: '11.200',
        asks: 'components and controls of signatures',
        standing: 'in part',
        answer: someSignatures,
        tests: [signedChange],
        duty: 'Two components at sign-in are the provider’s to ask for.',
      },
      {
        clause: '11.300',
        asks: 'controls of identification codes and passwords',
        standing: 'in part',
        answer:
          'Passwords are the provider’s. API keys end, are rotated and revoked, failed ones are slowed, and service accounts end with all their keys.',
        routes: ['POST /analytics/api-keys/:id/rotate', 'DELETE /analytics/service-accounts/:id'],
        tests: [slowed, revoked],
        duty: 'Password and factor policy at the provider; periodic review of accounts.',
      },
    ],
  },
  {
    id: 'annex-11',
    title: 'EU GMP Annex 11 (2011)',
    requirements: [
      {
        clause: '1',
        asks: 'risk management',
        standing: "operator's duty",
        answer: 'docs/delivery.md says what holds under which faults, and docs/security.md what is not met.',
        duty: 'Assess risk for patients and data, and decide on controls.',
      },
      {
        clause: '2',
        asks: 'personnel',
        standing: "operator's duty",
        answer: 'Outside of the service.',
        duty: 'Name process owner, system owner, qualified persons.',
      },
      {
        clause: '3',
        asks: 'suppliers',
        standing: "operator's duty",
        answer: 'Source, tests and a bill of materials are there to be assessed.',
        duty: 'Assess; have agreements with hosters.',
      },
      {
        clause: '4',
        asks: 'validation',
        standing: 'in part',
        answer: 'Requirement, test and result are traced by the pack. User requirements of a company are not in it.',
        duty: 'Write user requirements; accept.',
        tests: [differs],
      },
      {
        clause: '5',
        asks: 'checks of data exchanged',
        standing: 'met',
        answer: 'Events are validated, written once per key, and stores are compared every hour.',
        routes: ['POST /analytics/ingest', 'POST /analytics/reconcile'],
        tests: [killed, differs],
      },
      {
        clause: '6',
        asks: 'accuracy checks of critical entries',
        standing: 'not met',
        answer: 'There is no second check by another person.',
        duty: 'Check at the source.',
      },
      {
        clause: '7',
        asks: 'data storage, backup, restore',
        standing: 'met',
        answer: 'Signed archive, verified and restored by the service.',
        routes: ['POST /analytics/archive/verify', 'POST /analytics/archive/restore'],
        tests: [restored, damaged],
        duty: 'Back up PostgreSQL and the master key; drill restores.',
      },
      {
        clause: '8',
        asks: 'printouts',
        standing: 'met',
        answer: 'Every panel as CSV and PNG; the trail as CSV with its order.',
        routes: ['POST /analytics/export'],
        tests: [
          [
            'test/audit-bundle.test.ts',
            'CSV has the entries in the order of the chain, and no text of it is a formula',
          ],
        ],
      },
      {
        clause: '9',
        asks: 'audit trails, regularly reviewed',
        standing: 'in part',
        answer:
          'The trail is complete and can be verified. That it was reviewed is not signed off in the service; who has access is.',
        routes: [audit, verifyAudit, 'POST /analytics/compliance/access-review'],
        tests: [changeEntries],
        duty: 'Review it and keep the record.',
      },
      {
        clause: '10',
        asks: 'change and configuration management',
        standing: 'in part',
        answer:
          'Settings that hold are in the pack without secrets; changes of tenants, keys and roles are in the trail. Changes of environment variables are not.',
        tests: [changeEntries],
        duty: 'Control releases and environment.',
      },
      {
        clause: '11',
        asks: 'periodic evaluation',
        standing: "operator's duty",
        answer: 'The pack is its input.',
        duty: 'Evaluate, at least once a year.',
      },
      {
        clause: '12',
        asks: 'security, with records of granted and withdrawn access',
        standing: 'met',
        answer: 'Roles, sessions and keys; each grant, change and removal is an entry.',
        routes: ['GET /analytics/people', 'GET /analytics/service-accounts'],
        tests: [roleAtOnce, revoked, deactivated],
      },
      {
        clause: '13',
        asks: 'incident management',
        standing: 'in part',
        answer: 'Alerts lead to a part of the runbook each.',
        tests: [['test/alerts.test.ts', 'each rule leads to a part of the runbook, and is tested']],
        duty: 'Record incidents; find causes.',
      },
      {
        clause: '14',
        asks: 'electronic signatures',
        standing: 'in part',
        answer: someSignatures,
        tests: [signedChange],
      },
      {
        clause: '15',
        asks: 'batch release by a qualified person',
        standing: 'not met',
        answer: 'batch.released is an event that another system sends; the service releases nothing.',
        duty: 'Release in the system that is validated for it.',
      },
      {
        clause: '16',
        asks: 'business continuity',
        standing: 'in part',
        answer:
          'The service waits for an unavailable dependency, and nothing acknowledged is lost; several processes of a role may run.',
        tests: [killed, breakGlass],
        duty: 'Plan, and test the plan.',
      },
      {
        clause: '17',
        asks: 'archiving',
        standing: 'met',
        answer: 'Open formats (NDJSON, Parquet), signed manifests, checked by line.',
        routes: ['POST /analytics/archive/verify'],
        tests: [damaged, ['test/archive/tampered.test.ts', 'a manifest with a bit of any byte changed is refused']],
      },
    ],
  },
]
