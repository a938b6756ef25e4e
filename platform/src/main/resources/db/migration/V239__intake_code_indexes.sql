-- What pages and suggestions ask of codes, by index.

create index code_seen_names on intake.code_seen using gin (names);
comment on index intake.code_seen_names is 'What others made of codes of the same name';
create index code_seen_used on intake.code_seen (state, occurrences desc, institution, system, code);
comment on index intake.code_seen_used is 'The work list of the platform, over all institutions: most used first';
create index code_decision_code on intake.code_decision (institution, system, code, id desc);
comment on index intake.code_decision_code is 'All that was decided of a code, also what was taken back';
create index code_decision_waiting on intake.code_decision (id) where state = 'PROPOSED';
comment on index intake.code_decision_waiting is 'What waits for a second person';
