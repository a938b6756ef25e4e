package org.tongmai.person;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** The identifier systems under which patients' numbers were seen: whether a system is known is told without a search. */
final class PatientDomains {

    /** Systems of one batch; what sends more names no systems. */
    private static final int LEARNED_MAX = 1_000;

    private static final int LONGEST = 500;

    static final String LEARN = """
            insert into person.domain (system)
            select * from unnest(?::text[])
            on conflict do nothing
            """;

    static final String KNOWN = "select count(*) from person.domain where system = ?";

    private final JdbcClient database;

    PatientDomains(JdbcClient database) {
        this.database = database;
    }

    void learn(Collection<ObjectNode> patients) {
        Set<String> systems = new TreeSet<>();
        patients.stream()
                .flatMap(patient -> patient.path("identifier").valueStream())
                .map(identifier -> identifier.path("system").asString(""))
                .filter(system -> !system.isEmpty() && system.length() <= LONGEST)
                .distinct()
                .limit(LEARNED_MAX)
                .forEach(systems::add);
        if (!systems.isEmpty()) {
            database.sql(LEARN).param(systems.toArray(String[]::new)).update();
        }
    }

    boolean known(String system) {
        return database.sql(KNOWN).param(system).query(Long.class).single() > 0;
    }
}
