package org.tongmai.fhir.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A host that is dead, or crowded, costs those who are well nothing. */
class HostsTest {

    private static final URI DEAD = URI.create("https://dead.example/a");
    private static final URI LIVING = URI.create("https://living.example/a");

    /** A clock that goes on when it is told to. */
    static final class Hand extends Clock {
        private Instant now = Instant.EPOCH;

        void on(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final Hand clock = new Hand();
    private final Hosts hosts = new Hosts(8, Duration.ZERO, clock);

    private List<Hosts.Admission> entered(URI endpoint, boolean failing, int times) {
        return IntStream.range(0, times)
                .mapToObj(each -> hosts.enter(endpoint, failing))
                .toList();
    }

    private void unanswered(int times) {
        IntStream.range(0, times).forEach(each -> hosts.heard(DEAD, false));
    }

    @Test
    void whoFailedBeforeHoldsAQuarterOfTheConnectionsAndLeavesTheOthers() {
        assertThat(entered(DEAD, true, 3))
                .hasExactlyElementsOfTypes(Hosts.Turn.class, Hosts.Turn.class, Hosts.Crowded.class);
        assertThat(entered(DEAD, false, 6)).allMatch(Hosts.Turn.class::isInstance);
        assertThat(hosts.enter(DEAD, false)).isInstanceOf(Hosts.Crowded.class);
        assertThat(hosts.enter(LIVING, false)).isInstanceOf(Hosts.Turn.class);
    }

    @Test
    void aTurnThatEndsIsAnothers() {
        var turns = entered(DEAD, false, 6);

        ((Hosts.Turn) turns.getFirst()).close();

        assertThat(hosts.enter(DEAD, false)).isInstanceOf(Hosts.Turn.class);
    }

    @Test
    void aSilentHostIsTriedByOneAtLongerAndLongerIntervals() {
        unanswered(Hosts.SILENT_AFTER);

        assertThat(hosts.enter(DEAD, false)).isInstanceOf(Hosts.Silent.class);
        assertThat(hosts.enter(LIVING, false)).isInstanceOf(Hosts.Turn.class);
        clock.on(Duration.ofSeconds(2));
        assertThat(entered(DEAD, true, 2)).hasExactlyElementsOfTypes(Hosts.Turn.class, Hosts.Silent.class);
        unanswered(1);
        clock.on(Duration.ofSeconds(2));
        assertThat(entered(DEAD, true, 2)).hasExactlyElementsOfTypes(Hosts.Turn.class, Hosts.Silent.class);
        unanswered(1);
        clock.on(Duration.ofSeconds(2));
        assertThat(hosts.enter(DEAD, true)).isInstanceOf(Hosts.Silent.class);
        clock.on(Duration.ofSeconds(2));
        assertThat(hosts.enter(DEAD, false)).isInstanceOf(Hosts.Turn.class);
    }

    @Test
    void oneAnswerOfAnyKindEndsTheSilence() {
        unanswered(Hosts.SILENT_AFTER + 5);
        clock.on(Duration.ofMinutes(1));
        assertThat(hosts.enter(DEAD, false)).isInstanceOf(Hosts.Turn.class);

        hosts.heard(DEAD, true);

        assertThat(entered(DEAD, false, 5)).allMatch(Hosts.Turn.class::isInstance);
        unanswered(Hosts.SILENT_AFTER - 1);
        assertThat(hosts.enter(DEAD, true)).isInstanceOf(Hosts.Turn.class);
    }
}
