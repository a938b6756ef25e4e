-- A taking away is told twice: before the first byte, and after the last with the digests.
comment on column insight.event.what is 'MADE, CHANGED, SUBMITTED, APPROVED, REFUSED, STOPPED, RESUMED, RELEASED, HELD_BACK, DOWNLOADED (before the first byte), DELIVERED (after the last, with the digests) or CLOSED.';
