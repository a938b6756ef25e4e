package org.tongmai.access;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Doctors for whom a system of their institution asks, such as its order form. */
public final class Doctors {

    /** By the login, or by the Practitioner that stands for the account. */
    static final String NAMED = "select " + AccountStore.COLUMNS + """
              from access.account a
             where (a.login = ? or a.practitioner = ?)
               and a.institution = ?
               and a.role = 'DOCTOR'
               and a.active
            """;

    private final JdbcClient jdbc;

    Doctors(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The doctor whom a system names: one of the system's own institution, with no more than the system's token allows. A look is the
     * doctor's, and its trace says through which system.
     *
     * @param user login, or id of the Practitioner that stands for it
     */
    public Optional<Caller> of(Caller system, String user) {
        String institution = system.institution();
        if (system.role() != Role.SYSTEM || institution == null) {
            return Optional.empty();
        }
        return jdbc.sql(NAMED)
                .params(user, user, institution)
                .query((row, n) -> AccountStore.account(row))
                .optional()
                .map(account -> account.caller()
                        .called(account.name() + "（" + system.name() + "）")
                        .within(system.limit()));
    }
}
