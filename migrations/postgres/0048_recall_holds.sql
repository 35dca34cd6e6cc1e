-- A recall puts a legal hold on its lot: which event it follows, so that it puts one however often it is sent. Cost: none.

ALTER TABLE legal_holds ADD COLUMN recall_event uuid;
CREATE UNIQUE INDEX legal_holds_recall ON legal_holds (tenant_id, recall_event) WHERE recall_event IS NOT NULL;

-- Lots that were recalled before.
INSERT INTO legal_holds (id, tenant_id, kind, value, reason, placed_by, recall_event)
SELECT gen_random_uuid(), tenant_id, 'lot', data ->> 'lot', 'The lot was recalled.', 'recall', id
FROM events WHERE type = 'batch' AND action = 'recalled' AND data ->> 'lot' <> '';
