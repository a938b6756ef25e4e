package org.tongmai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Problem;
import org.tongmai.node.TestDatabase;
import org.tongmai.store.Seal.Kind;

/** Nobody chooses the moment that a page shows. */
class SealTest {

    private static final Instant NOW = Instant.parse("2026-05-04T00:00:00Z");

    private final TestDatabase database = TestDatabase.fresh();
    private final Seal seal = at(NOW);

    @Test
    void what_was_sealed_is_read_by_every_node_of_the_database() {
        String token = seal.close(Kind.RECORD, "100:100: 7 王", NOW);

        assertThat(at(NOW.plus(Duration.ofHours(1))).open(Kind.RECORD, token))
                .isEqualTo(new Seal.Opened("100:100: 7 王", NOW));
    }

    @Test
    void whatever_is_changed_is_refused() {
        byte[] token = Base64.getUrlDecoder().decode(seal.close(Kind.RECORD, "100:100: 7", NOW));

        for (int i = 0; i < token.length; i++) {
            byte[] changed = token.clone();
            changed[i] ^= 1;
            refused(Kind.RECORD, Base64.getUrlEncoder().encodeToString(changed), "store.page-unknown");
        }
        refused(Kind.RECORD, "", "store.page-unknown");
        refused(Kind.RECORD, "===", "store.page-unknown");
        refused(Kind.RECORD, "王", "store.page-unknown");
    }

    @Test
    void a_page_of_one_kind_is_none_of_another_and_none_of_another_database() {
        String token = seal.close(Kind.RECORD, "100:100: 7", NOW);

        refused(Kind.HISTORY, token, "store.page-unknown");
        assertThatThrownBy(
                        () -> new Seal(TestDatabase.fresh().dataSource(), Clock.systemUTC()).open(Kind.RECORD, token))
                .isInstanceOf(Problem.class);
    }

    @Test
    void after_a_day_nobody_goes_on_however_many_pages_there_were_between() {
        Seal later = at(NOW.plus(Seal.LIFE).minusSeconds(60));
        Instant first = later.open(Kind.RECORD, seal.close(Kind.RECORD, "100:100: 7", NOW))
                .first();
        String second = later.close(Kind.RECORD, "100:100: 8", first);

        assertThatThrownBy(() -> at(NOW.plus(Seal.LIFE).plusSeconds(60)).open(Kind.RECORD, second))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("store.page-expired"));
    }

    private Seal at(Instant now) {
        return new Seal(database.dataSource(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private void refused(Kind kind, String token, String code) {
        assertThatThrownBy(() -> seal.open(kind, token))
                .as(token)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
