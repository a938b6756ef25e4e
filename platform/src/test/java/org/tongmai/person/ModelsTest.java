package org.tongmai.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Problem;
import org.tongmai.person.match.BlockingKeys;
import org.tongmai.person.match.MatchModel;
import org.tongmai.person.match.Registration;
import tools.jackson.databind.json.JsonMapper;

/** Versions of the model: estimated without labels, brought into force, judged anew to the end. */
class ModelsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SimulatedRegistrations TRUTH = SimulatedRegistrations.of(3, 1_000);
    private static final List<Identity> ALL = List.copyOf(TRUTH.last().values());

    private final TestIndex index = new TestIndex(Clock.systemUTC());

    @BeforeEach
    void fill() {
        index.models().prepare();
        for (int from = 0; from < ALL.size(); from += 200) {
            index.apply(ALL.subList(from, Math.min(ALL.size(), from + 200)));
        }
        assessAll();
    }

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void chancesEstimatedWithoutLabelsAreThoseOfTheTruth() {
        Map<String, Map<String, MatchModel.Chances>> fitted =
                index.models().estimate("steward").version().chances();

        assertThat(m(fitted, "phone", "same")).isCloseTo(samePhoneInTruth(), within(0.03));
        assertThat(m(fitted, "birth-date", "same")).isCloseTo(sameBirthDateInTruth(), within(0.02));
        assertThat(chances(fitted, "sex", "same").u()).isCloseTo(0.5, within(0.02));
    }

    @Test
    void anEstimateIsOnlyProposedAndNamesWhatItWouldChange() {
        Set<Set<Long>> before = index.partition();

        Models.Proposal proposal = index.models().estimate("steward");

        assertThat(proposal.version().inForce()).isFalse();
        assertThat(proposal.version().madeBy()).isEqualTo("steward");
        assertThat(proposal.version().registrations()).isEqualTo(ALL.size());
        assertThat(index.models().all()).extracting(Models.Version::version).containsExactly(2, 1);
        assertThat(index.models().state()).isEqualTo(new Models.State(1, false));
        assertThat(index.partition()).isEqualTo(before);
    }

    @Test
    void whatAModelJudgesDoesNotDependOnWhichWasInForceBefore() {
        Set<Set<Long>> before = index.partition();
        int fitted = index.models().estimate("steward").version().version();

        index.models().use(fitted, "steward");
        assertThat(index.models().state()).isEqualTo(new Models.State(fitted, true));
        assessAll();
        Set<Set<Long>> after = index.partition();
        for (Identity one : ALL.subList(0, 100)) {
            index.apply(List.of(), List.of(one.compartment()));
            index.apply(List.of(one));
        }

        assertThat(index.models().state()).isEqualTo(new Models.State(fitted, false));
        assertThat(index.partition()).isEqualTo(after);
        index.models().use(1, "steward");
        assessAll();
        assertThat(index.partition()).isEqualTo(before);
        assertThat(index.models().uses()).extracting(ModelStore.Use::version).containsExactly(1, fitted);
    }

    @Test
    void rulesOfANewerProgramAreLeftToIt() {
        index.database()
                .sql("update person.assessment set rules = ?, upto = 0")
                .param(MatchModel.RULES + 1)
                .update();

        index.models().prepare();

        assertThat(index.models().assess()).isFalse();
        assertThat(index.models().state().assessing()).isTrue();
    }

    @Test
    void keysOfAnotherProgramAreMadeAnew() {
        Set<Set<Long>> before = index.partition();
        Map<Long, Set<Long>> blocks = blocks();
        index.database().sql("update person.assessment set rules = 0").update();
        index.database()
                .sql("update person.identity set keys = array[-1, compartment]")
                .update();
        index.database().sql("delete from person.block").update();
        index.database()
                .sql("insert into person.block select k, compartment from person.identity, unnest(keys) k")
                .update();
        index.database().sql("delete from person.pair").update();

        index.models().prepare();
        assessAll();

        assertThat(blocks()).isEqualTo(blocks);
        assertThat(index.partition()).isEqualTo(before);
        assertThat(BlockingKeys.of(ALL.getFirst().registration())).isNotEmpty();
    }

    /** Whoever brings the one bearer too many of a name does not wait until all others are judged anew. */
    @Test
    void aCrowdIsJudgedAnewAfterwards() {
        List<Identity> namesakes =
                LongStream.rangeClosed(1, 300).mapToObj(ModelsTest::namesake).toList();
        try (var atOnce = new TestIndex(Clock.systemUTC());
                var later = new TestIndex(Clock.systemUTC())) {
            atOnce.models().prepare();
            later.models().prepare();
            atOnce.apply(namesakes);
            for (Identity each : namesakes.reversed()) {
                later.arrive(List.of(each), List.of());
            }
            assertThat(unsettled(later)).isPositive();

            later.settle();

            assertThat(unsettled(later)).isZero();
            assertThat(pairs(later)).isEqualTo(pairs(atOnce)).isNotEmpty();
            assertThat(later.partition()).isEqualTo(atOnce.partition());
        }
    }

    /** Each three of them are of one birth date and live in one street. */
    private static Identity namesake(long compartment) {
        String json = """
                {"identifier":[{"use":"usual","value":"L%d"}],"name":[{"text":"欧阳彧鹤"}],"gender":"male","birthDate":"%s",
                 "address":[{"text":"浙江省杭州市西湖区文三路%d号"}]}""".formatted(compartment, LocalDate.of(1960, 1, 1).plusDays(compartment / 3), compartment / 3);
        return new PatientReader()
                .read(compartment, "p" + compartment, JSON.readTree(json), "A", Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static long unsettled(TestIndex index) {
        return index.database()
                .sql("select count(*) from person.unsettled")
                .query(Long.class)
                .single();
    }

    private static Set<String> pairs(TestIndex index) {
        return Set.copyOf(index.database()
                .sql("select a || ' ' || b || ' ' || verdict || ' ' || round(bits::numeric, 6) from person.pair")
                .query(String.class)
                .list());
    }

    @Test
    void refusesAVersionNobodyMade() {
        assertThatThrownBy(() -> index.models().use(99, "steward"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("person.model-unknown"));
    }

    private void assessAll() {
        while (index.models().assess()) {
            assertThat(index.models().state().assessing()).isTrue();
        }
    }

    private Map<Long, Set<Long>> blocks() {
        var blocks = new HashMap<Long, Set<Long>>();
        index.database().sql("select key, compartment from person.block").query((ResultSet row) -> {
            blocks.computeIfAbsent(row.getLong(1), none -> new HashSet<>()).add(row.getLong(2));
        });
        return blocks;
    }

    private static double m(Map<String, Map<String, MatchModel.Chances>> chances, String trait, String finding) {
        return chances(chances, trait, finding).m();
    }

    private static MatchModel.Chances chances(
            Map<String, Map<String, MatchModel.Chances>> chances, String trait, String finding) {
        return Objects.requireNonNull(chances.getOrDefault(trait, Map.of()).get(finding));
    }

    private static double samePhoneInTruth() {
        return share(pair ->
                pair.getFirst().phones().isEmpty() || pair.getLast().phones().isEmpty()
                        ? -1
                        : pair.getFirst().phones().equals(pair.getLast().phones()) ? 1 : 0);
    }

    private static double sameBirthDateInTruth() {
        return share(
                pair -> pair.getFirst().birthDate() == null || pair.getLast().birthDate() == null
                        ? -1
                        : pair.getFirst().birthDate().equals(pair.getLast().birthDate()) ? 1 : 0);
    }

    /** Of the pairs of one resident that tell (not -1), the share of 1. */
    private static double share(ToIntFunction<List<Registration>> asked) {
        var ofResident = new HashMap<String, List<Registration>>();
        ALL.forEach(identity -> ofResident
                .computeIfAbsent(TRUTH.resident(identity.compartment()), none -> new ArrayList<>())
                .add(identity.registration()));
        int told = 0;
        int same = 0;
        for (List<Registration> members : ofResident.values()) {
            for (int one = 0; one < members.size(); one++) {
                for (int other = one + 1; other < members.size(); other++) {
                    int answer = asked.applyAsInt(List.of(members.get(one), members.get(other)));
                    told += answer < 0 ? 0 : 1;
                    same += answer > 0 ? 1 : 0;
                }
            }
        }
        return (double) same / told;
    }
}
