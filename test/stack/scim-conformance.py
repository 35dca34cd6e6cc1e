"""Runs scim2-tester against a service: python scim-conformance.py URL TOKEN. Prints a line of JSON for each check."""

import json
import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import check_server

url, token = sys.argv[1:]
with Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
    for result in check_server(SyncSCIMClient(client)):
        fields = {"status": result.status.name, "title": result.title, "reason": result.reason}
        print(json.dumps(fields, default=str))
