package org.tongmai.fhir.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tongmai.node.TestDatabase;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Matcher;
import org.tongmai.store.Origin;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/** However many subscriptions there are, a change is asked of the few that could match. */
class IndexTest {

    private static final int SUBSCRIPTIONS = 10_000;
    private static final Topics TOPICS =
            new Topics(null, Store.on(TestDatabase.fresh().dataSource(), Clock.systemUTC())::matcher);

    private static Index.Entry entry(int number, String institution) {
        String resource = """
                {"criteria":"Observation?code=http://loinc.org|%d","channel":{"type":"rest-hook",
                 "endpoint":"https://a.example/hook"}}
                """.formatted(number);
        var registered = new Registered(
                "s" + number,
                institution,
                "a",
                1,
                Registered.State.ACTIVE,
                resource,
                Instant.EPOCH,
                0,
                0,
                0,
                null,
                number);
        return new Index.Entry(registered, Plan.of(Json.read(resource.getBytes(UTF_8)), TOPICS));
    }

    @Test
    void tenThousandSubscriptionsLeaveTheOneThatIsConcerned() {
        var index = new Index();
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            index.put(entry(i, "A"));
        }
        index.put(entry(SUBSCRIPTIONS + 77, "B"));
        index.remove("s78");
        Matcher.Probe probe = probe("77");

        List<Index.Entry> candidates = index.candidates(probe, "A");

        assertThat(candidates).extracting(Index.Entry::id).containsExactly("s77");
        assertThat(index.candidates(probe, "B")).isEmpty();
        assertThat(index.candidates(probe("78"), "A")).isEmpty();
        assertThat(index.types()).isEqualTo(Set.of("Observation"));
    }

    private static Matcher.Probe probe(String code) {
        Store store = Store.on(TestDatabase.fresh().dataSource(), Clock.systemUTC());
        store.start();
        try {
            String id = store.transact(
                            List.of(Change.create(
                                    "Observation", """
                                    {"resourceType":"Observation","status":"final",
                                     "code":{"coding":[{"system":"http://loinc.org","code":"%s"}]}}
                                    """.formatted(code).getBytes(UTF_8))),
                            Origin.platform())
                    .entries()
                    .getFirst()
                    .id();
            Fact fact = store.read("Observation", id, Scope.everything()).orElseThrow();
            return Matcher.Probe.of(fact);
        } finally {
            store.stop();
        }
    }
}
