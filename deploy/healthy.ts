/** A container's health check: the process answers. Whether its stores do is for /ready and its alerts, not for a restart. */
const answer = await fetch('http://127.0.0.1:8080/health')
if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
