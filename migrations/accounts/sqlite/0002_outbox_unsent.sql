-- Messages that were not sent, so that they can be counted without reading them.
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL AND recipient IS NOT NULL;
