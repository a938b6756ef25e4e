create table person.model (
    version integer generated always as identity primary key,
    chances jsonb not null,
    registrations bigint not null,
    pairs bigint not null,
    kin double precision not null,
    made_by text not null,
    made_at timestamptz not null
);
comment on table person.model is 'The versions of the model by which registrations are judged. Never deleted: explanations name them.';
comment on column person.model.version is 'Its number; explanations name it behind the version of the rules.';
comment on column person.model.chances is 'By trait and finding: m, the share among pairs of one person, and u, the share among pairs of two.';
comment on column person.model.registrations is 'Registrations asked when it was estimated; 0 for a shipped one.';
comment on column person.model.pairs is 'Pairs looked at when it was estimated.';
comment on column person.model.kin is 'Other registrations of the same person that a registration had on average.';
comment on column person.model.made_by is 'The account that had it estimated; shipped for one that came with the program.';
comment on column person.model.made_at is 'When.';

create table person.assessment (
    single boolean not null primary key default true check (single),
    rules integer not null,
    model integer not null references person.model (version),
    upto bigint
);
comment on table person.assessment is 'By which rules and model the index judges, and how far it has gone through what was judged by others. One row.';
comment on column person.assessment.single is 'There is one row.';
comment on column person.assessment.rules is 'Version of the rules, findings and blocking keys of the program.';
comment on column person.assessment.model is 'The model in force.';
comment on column person.assessment.upto is 'The last source patient judged anew; null once all are.';

create table person.model_use (
    version integer not null references person.model (version),
    account text not null,
    at timestamptz not null
);
comment on table person.model_use is 'Who brought which model into force.';
comment on column person.model_use.version is 'The version.';
comment on column person.model_use.account is 'The steward.';
comment on column person.model_use.at is 'When.';
create index model_use_at on person.model_use (at);
comment on index person.model_use_at is 'The newest first.';
