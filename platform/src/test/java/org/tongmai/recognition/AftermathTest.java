package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.tongmai.store.Json;

/** What may be the repeat of an examination that was refused on 10 June 2026 at 15:00 in China, its result being of that morning. */
class AftermathTest {

    private static final Instant REFUSED = Instant.parse("2026-06-10T07:00:00Z");
    private static final Instant MADE = Instant.parse("2026-06-10T00:30:00Z");
    private static final Instant LATER = REFUSED.plusSeconds(3600);

    @Test
    void a_moment_counts_from_twelve_hours_before_the_refusal_on_and_after_the_refused_result() {
        assertThat(after("2026-06-10T16:00:00+08:00", LATER)).isTrue();
        assertThat(after("2026-06-10T09:00:00+08:00", LATER)).isTrue();
        assertThat(after("2026-06-10T08:30:00+08:00", LATER)).isFalse();
        assertThat(after("2026-06-09T20:00:00+08:00", LATER)).isFalse();
    }

    @Test
    void a_day_alone_counts_where_any_moment_of_it_would_and_the_result_came_after_the_refusal() {
        assertThat(after("2026-06-11", LATER)).isTrue();
        assertThat(after("2026-06-10", LATER)).isTrue();
        assertThat(after("2026-06-10", REFUSED.minusSeconds(3600))).isFalse();
        assertThat(after("2026-06-09", LATER)).isFalse();
    }

    @Test
    void what_does_not_say_its_day_is_no_repeat() {
        assertThat(after("2026-06", LATER)).isFalse();
        assertThat(after("", LATER)).isFalse();
    }

    private static boolean after(String taken, Instant filed) {
        Event refusal = new Event(
                7,
                CardId.next(7),
                CardId.next(7),
                Event.Kind.REFUSED,
                REFUSED,
                "123300004700045678",
                null,
                "zhang",
                "张伟",
                "L041",
                "12330000470003281N",
                MADE,
                "Observation/1",
                1,
                7,
                "R1",
                "",
                0,
                0,
                "{}",
                "",
                "page");
        return Aftermath.after(refusal, Json.mapper().readTree("{\"effectiveDateTime\":\"" + taken + "\"}"), filed);
    }
}
