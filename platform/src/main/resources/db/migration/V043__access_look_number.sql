comment on sequence access.look_id is 'Numbers of batches of looks, rising in the order of writing. A look''s id is 512 times this, and its place in the batch.';
