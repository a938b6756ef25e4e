package org.tongmai.access;

import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which systems of an institution are not live yet, for doors where nobody signs in and a name in the message tells who sends. */
public final class HeldSystems {

    /** Index {@code client_held}; an institution has a handful of systems. */
    static final String OF_INSTITUTION = """
            select distinct application
              from access.client
             where institution = ?
               and held
               and active
               and application is not null
             limit 1000
            """;

    private final JdbcClient jdbc;

    public HeldSystems(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What those that are not live call themselves in MSH-3. */
    public Set<String> of(String institution) {
        return Set.copyOf(
                jdbc.sql(OF_INSTITUTION).param(institution).query(String.class).list());
    }
}
