-- Who asks for data for research, and who examines that.

alter table access.account drop constraint account_role_check;
alter table access.account add constraint account_role_check
    check (role in ('RESIDENT', 'DOCTOR', 'INSTITUTION_IT', 'STEWARD', 'OPERATOR', 'REVIEWER', 'CDC', 'RESEARCHER', 'ETHICS'));
comment on column access.rule.purpose is 'What somebody looks for: CARE; of a refusal of research, RESEARCH.';
