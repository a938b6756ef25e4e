comment on sequence access.look_id is 'Numbers of batches of looks, rising in the order of writing. A look''s id is 512 times this, and its place in the batch.';
comment on column access.look.interaction is 'How: read, search, history, everything, page, refresh (an open page asked again by itself), export, notification, elsewhere.';
