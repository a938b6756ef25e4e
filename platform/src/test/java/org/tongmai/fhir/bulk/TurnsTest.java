package org.tongmai.fhir.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.access.TestNode;
import org.tongmai.store.Store;

/** Whose job is next, and whose it is. */
class TurnsTest {

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.auth=none");
        node.bean(Runner.class).stop();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String begin(String account) {
        var caller = new Caller(account, account, Role.SYSTEM, null, null, true);
        String id = Jobs.newId();
        Jobs jobs = node.bean(Jobs.class);
        var moment = node.bean(Store.class).extraction().moment();
        jobs.begin(jobs.job(id, Job.Kind.IMPORT, caller, "test", "{}", null, moment, 0), List.of());
        return id;
    }

    @Test
    void accountsTakeTurnsAndOneThatRunsHereIsNotTakenTwice() {
        String first = begin("a");
        String second = begin("a");
        String third = begin("a");
        String other = begin("b");
        JobStore store = node.bean(JobStore.class);
        String here = node.bean(Jobs.class).identity();

        assertThat(store.claim("h1", here, Set.of(), false)).map(Job::id).hasValue(first);
        assertThat(store.claim("h2", here, Set.of(), false)).map(Job::id).hasValue(other);
        assertThat(store.claim("h3", here, Set.of(), true)).isEmpty();
        assertThat(store.claim("h3", here, Set.of(second), false)).map(Job::id).hasValue(third);
        store.stop(third, Instant.EPOCH);
        store.resume(third);
        assertThat(store.claim("h4", here, Set.of(third), false)).map(Job::id).hasValue(second);
        assertThat(store.claim("h5", here, Set.of(third), false)).isEmpty();
        assertThat(store.renew(List.of("h1", "h3", "h4"))).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void aDayBeginsWhereTheServerIs() {
        assertThat(ExportOperation.since("2026-05-01"))
                .isEqualTo(LocalDate.of(2026, 5, 1)
                        .atStartOfDay(ZoneId.systemDefault())
                        .toInstant());
        assertThat(ExportOperation.since("2026-05-01T00:00:00 08:00")).isEqualTo(Instant.parse("2026-04-30T16:00:00Z"));
    }
}
