package org.tongmai.access;

/** What an account or a client is. One role each: somebody who is two things has two accounts. */
public enum Role {
    /** A resident (居民): sees the own record and decides who else may. */
    RESIDENT,
    /** A doctor (医生) of one institution. */
    DOCTOR,
    /** Somebody who connects an institution's systems; sees messages, not records. */
    INSTITUTION_IT,
    /** Somebody who checks which registrations are one person; sees identities, not records. */
    STEWARD,
    /** Somebody who runs the node; sees no clinical content. */
    OPERATOR,
    /** Somebody who looks whether emergency access was right; sees who opened what and why, not records. */
    REVIEWER,
    /** Somebody of a centre for disease control (疾控机构): sees report cards and signals of its region, not records. */
    CDC,
    /** Somebody who asks for data for research (科研人员): sees the own projects and what was released to them, not records. */
    RESEARCHER,
    /** Somebody of the commission that examines research (伦理与数据审查): sees what is asked and what would leave, not records. */
    ETHICS,
    /** A system, usually of an institution; sees what that institution sent. */
    SYSTEM;

    /** Whether an account of this role belongs to an institution. */
    public boolean ofInstitution() {
        return this == DOCTOR || this == INSTITUTION_IT || this == CDC;
    }
}
