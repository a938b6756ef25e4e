package org.tongmai.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.json.JsonMapper;

/** A decision is one thing; which persons there are follows from the facts and the words in force, and from nothing else. */
class DecisionsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
    private static final String WANG = "34052419800101001X";
    private static final String PHONE = "13957100001";

    private final PatientReader reader = new PatientReader();
    private final TestIndex index = new TestIndex(CLOCK);
    private final Decisions decisions = index.decisions();

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void partingOneFromTwoOthersIsUndoneAsAWhole() {
        index.apply(List.of(wang(1, ""), wang(2, ""), wang(3, "")));

        decisions.unlink(2, "li", "another person's card");
        Set<Set<Long>> parted = index.partition();
        decisions.undo(index.lastDecision(), "li", "a slip");

        assertThat(parted).containsExactlyInAnyOrder(Set.of(2L), Set.of(1L, 3L));
        assertThat(index.partition()).containsExactly(Set.of(1L, 2L, 3L));
    }

    @Test
    void aDecisionIsUndoneOnce() {
        index.apply(List.of(wang(1, ""), wang(2, "")));
        decisions.unlink(2, "li", "another person's card");
        long parted = index.lastDecision();
        decisions.undo(parted, "li", "a slip");

        assertThatThrownBy(() -> decisions.undo(parted, "li", "a slip"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("person.decision-over"));
    }

    @Test
    void aWordThatALaterDecisionTookBackHoldsAgainWhenThatIsUndone() {
        index.apply(List.of(wang(1, ""), wang(2, "")));
        decisions.unlink(2, "li", "another person's card");
        decisions.link(1, 2, "zhao", "his own after all");
        long linked = index.lastDecision();
        assertThat(index.partition()).containsExactly(Set.of(1L, 2L));

        decisions.undo(linked, "zhao", "a slip");

        assertThat(index.partition()).containsExactlyInAnyOrder(Set.of(1L), Set.of(2L));
    }

    @Test
    void aWordOfAnUndoneDecisionNeverComesBack() {
        index.apply(List.of(wang(1, PHONE), wang(2, PHONE), wang(3, "")));
        decisions.unlink(1, "li", "another person's card");
        long unlinked = index.lastDecision();
        decisions.differ(2, 3, "li", "brothers");
        decisions.link(1, 2, "zhao", "the card was his own");
        long linked = index.lastDecision();

        decisions.undo(unlinked, "li", "a slip");
        decisions.undo(linked, "zhao", "a slip");

        assertThat(index.partition()).containsExactlyInAnyOrder(Set.of(1L, 2L), Set.of(3L));
    }

    /** Whether a word or the model bound it to each of them. */
    @Test
    void whoIsUnlinkedLeavesAllWithWhomItStood() {
        index.apply(List.of(wang(1, ""), wang(2, ""), registered(3, "赵敏", "1990-05-05", "", "")));
        decisions.link(1, 3, "li", "the same person under a former name");
        assertThat(index.partition()).containsExactly(Set.of(1L, 2L, 3L));

        decisions.unlink(1, "li", "another person's card");

        assertThat(together(1)).containsExactly(1L);
    }

    /** The third stays with whom the stronger judgement binds it: they have a phone in common. */
    @Test
    void thatTwoDifferSaysNothingAboutAThird() {
        index.apply(List.of(wang(1, ""), wang(2, PHONE), wang(3, PHONE)));

        decisions.differ(2, 1, "li", "brothers");
        Set<Set<Long>> one = index.partition();
        decisions.undo(index.lastDecision(), "li", "a slip");
        decisions.differ(1, 2, "li", "brothers");

        assertThat(one).containsExactlyInAnyOrder(Set.of(1L), Set.of(2L, 3L));
        assertThat(index.partition()).isEqualTo(one);
    }

    @Test
    void whoIsSaidToDifferStaysWithEverybodyElse() {
        index.apply(List.of(wang(1, PHONE), wang(2, PHONE), wang(3, "")));

        decisions.differ(1, 3, "li", "brothers");

        assertThat(index.partition()).containsExactlyInAnyOrder(Set.of(1L, 2L), Set.of(3L));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDecisionUndoneIsAsIfItHadNeverBeenMade(long seed) {
        var dice = new Random(seed);
        Map<Long, Identity> facts = crowd(dice);
        index.apply(List.copyOf(facts.values()));

        for (int round = 0; round < 60; round++) {
            Map<Long, Set<Long>> before = index.persons();
            boolean made = decide(dice, facts);
            Map<Long, Set<Long>> after = index.persons();
            if (made) {
                long decision = index.lastDecision();
                decisions.undo(decision, "li", "a slip");
                assertThat(index.persons()).as("round %d", round).isEqualTo(before);
                if (dice.nextBoolean()) {
                    repeat(decision, facts);
                    assertThat(index.persons())
                            .as("made again in round %d", round)
                            .isEqualTo(after);
                }
            }
        }
    }

    /**
     * Decisions, their undoing, changed, deleted and repeated registrations in any order leave the persons that an index has which
     * was told the words first and then each registration once, in another order.
     */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void thePersonsFollowFromTheFactsAndTheWordsAlone(long seed) {
        var dice = new Random(seed);
        Map<Long, Identity> facts = crowd(dice);
        index.apply(List.copyOf(facts.values()));

        for (int round = 0; round < 120; round++) {
            step(dice, facts);
            if (round % 20 == 19) {
                assertThat(index.partition()).as("round %d", round).isEqualTo(anew(facts, dice));
            }
        }
        List<Long> open = index.undoable();
        while (!open.isEmpty()) {
            decisions.undo(open.get(dice.nextInt(open.size())), "li", "a slip");
            open = index.undoable();
        }

        try (var without = new TestIndex(CLOCK)) {
            without.apply(List.copyOf(facts.values()));
            assertThat(index.partition()).isEqualTo(without.partition());
        }
    }

    private void step(Random dice, Map<Long, Identity> facts) {
        long one = 1L + dice.nextInt(24);
        switch (dice.nextInt(8)) {
            case 0 -> {
                facts.put(one, somebody(one, dice));
                index.apply(List.of(facts.get(one)));
            }
            case 1 -> {
                facts.remove(one);
                index.apply(List.of(), List.of(one));
            }
            case 2 -> index.apply(List.copyOf(facts.values()));
            case 3 -> {
                List<Long> open = index.undoable();
                if (!open.isEmpty()) {
                    decisions.undo(open.get(dice.nextInt(open.size())), "li", "a slip");
                }
            }
            default -> decide(dice, facts);
        }
    }

    /** Whether a decision was made. */
    private boolean decide(Random dice, Map<Long, Identity> facts) {
        List<Long> all = List.copyOf(facts.keySet());
        long one = all.get(dice.nextInt(all.size()));
        long other = all.get(dice.nextInt(all.size()));
        Set<Long> members = together(one);
        if (dice.nextBoolean() && members.size() > 1) {
            decisions.unlink(one, "li", "test");
            assertThat(together(one)).filteredOn(each -> each != one).doesNotContainAnyElementsOf(members);
            return true;
        }
        if (one == other) {
            return false;
        }
        if (dice.nextBoolean()) {
            decisions.link(one, other, "li", "test");
            assertThat(together(one)).contains(other);
        } else {
            decisions.differ(one, other, "li", "test");
            assertThat(together(one)).doesNotContain(other);
        }
        return true;
    }

    /** Makes a decision once more, as it was. */
    private void repeat(long decision, Map<Long, Identity> facts) {
        WordStore.Made made = new WordStore(index.database())
                .about(facts.keySet(), 10_000).stream()
                        .filter(each -> each.number() == decision)
                        .findFirst()
                        .orElseThrow();
        long one = made.about().getFirst();
        switch (made.kind()) {
            case LINK -> decisions.link(one, made.about().getLast(), "li", "test");
            case DIFFER -> decisions.differ(one, made.about().getLast(), "li", "test");
            case UNLINK -> decisions.unlink(one, "li", "test");
            case REPLACED -> throw new AssertionError("no institution says anything here");
        }
    }

    private Set<Long> together(long compartment) {
        return index.partition().stream()
                .filter(person -> person.contains(compartment))
                .findFirst()
                .orElseThrow();
    }

    private Set<Set<Long>> anew(Map<Long, Identity> facts, Random dice) {
        try (var anew = new TestIndex(CLOCK)) {
            anew.say(index);
            List<Identity> order = new ArrayList<>(facts.values());
            Collections.shuffle(order, dice);
            for (int from = 0; from < order.size(); from += 5) {
                anew.apply(order.subList(from, Math.min(order.size(), from + 5)));
            }
            return anew.partition();
        }
    }

    /** Ambiguous on purpose: few names, dates, phones and numbers, freely mixed. */
    private Map<Long, Identity> crowd(Random dice) {
        var crowd = new TreeMap<Long, Identity>();
        for (long compartment = 1; compartment <= 24; compartment++) {
            crowd.put(compartment, somebody(compartment, dice));
        }
        return crowd;
    }

    private Identity somebody(long compartment, Random dice) {
        return registered(
                compartment,
                List.of("王伟", "王玮", "王薇", "王建国").get(dice.nextInt(4)),
                "1980-01-0" + (1 + dice.nextInt(2)),
                dice.nextInt(3) == 0 ? WANG : "",
                dice.nextBoolean() ? "1395710000" + dice.nextInt(2) : "");
    }

    private Identity wang(long compartment, String phone) {
        return registered(compartment, "王伟", "1980-01-01", WANG, phone);
    }

    private Identity registered(long compartment, String name, String born, String number, String phone) {
        String identifier = number.isEmpty()
                ? ""
                : "{\"system\":\"urn:oid:2.16.156.10011.1.3\",\"value\":\"%s\"},".formatted(number);
        String telecom = phone.isEmpty() ? "" : "{\"system\":\"phone\",\"value\":\"%s\"}".formatted(phone);
        String json = """
                {"identifier":[%s{"use":"usual","value":"L%d"}],"name":[{"text":"%s"}],"gender":"male","birthDate":"%s",
                 "telecom":[%s]}""".formatted(identifier, compartment, name, born, telecom);
        return reader.read(compartment, "p" + compartment, JSON.readTree(json), "A", CLOCK.instant());
    }
}
