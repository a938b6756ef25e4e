package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.RegionCode;
import org.tongmai.recognition.Areas.Area;
import org.tongmai.recognition.Item.Conversion;
import org.tongmai.recognition.Item.Period;
import org.tongmai.recognition.Item.Window;

/**
 * The decision table: what each circumstance makes of a result that would be recognisable, alone and together with every other one.
 * What is expected stands here in a table of its own, and of two circumstances the worse one counts.
 */
class DecisionTableTest {

    private static final String MAKER = "12330000470003281N";
    private static final String READER = "123300004700045678";
    private static final LocalDate LONG_AGO = LocalDate.of(2020, 1, 1);
    private static final Instant ORDERED = Instant.parse("2026-06-15T02:00:00Z");
    private static final Duration WINDOW = Duration.ofDays(7);

    /** The day of the examination is five days before the order. */
    private static final Instant TAKEN = ORDERED.minus(Duration.ofDays(5));

    private static final LocalDate EXAMINED = LocalDate.of(2026, 6, 10);

    private static final Areas AREAS = new Areas(Map.of(
            new Areas.Key(Level.NATIONAL, "*"), new Area("全国", Set.of()),
            new Areas.Key(Level.PROVINCE, "33"), new Area("浙", Set.of()),
            new Areas.Key(Level.PROVINCE, "32"), new Area("苏", Set.of()),
            new Areas.Key(Level.CITY, "3301"), new Area("杭州", Set.of()),
            new Areas.Key(Level.CITY, "3302"), new Area("宁波", Set.of()),
            new Areas.Key(Level.PROVINCES, "CSJ"), new Area("长三角", Set.of("31", "32", "33", "34")),
            new Areas.Key(Level.PROVINCES, "CY"), new Area("成渝", Set.of("50", "51")),
            new Areas.Key(Level.ALLIANCE, "西湖"), new Area("西湖医联体", Set.of(READER, MAKER)),
            new Areas.Key(Level.ALLIANCE, "余杭"), new Area("余杭医联体", Set.of(MAKER))));

    /** A circumstance, and what a result is good for under it. */
    enum Circumstance {
        NOT_IN_LIST(Outcome.NOT_RECOGNISABLE, "item"),
        NEGATIVE_LIST(Outcome.NOT_RECOGNISABLE, "item"),
        PRELIMINARY(Outcome.NOT_RECOGNISABLE, "status"),
        WITHDRAWN(Outcome.NOT_RECOGNISABLE, "status"),
        UNIT_NOT_CONVERTIBLE(Outcome.NOT_RECOGNISABLE, "unit"),
        SPECIMEN_UNSATISFACTORY(Outcome.NOT_RECOGNISABLE, "specimen"),
        SPECIMEN_OF_ANOTHER_KIND(Outcome.NOT_RECOGNISABLE, "specimen"),
        TIME_NOT_TOLD(Outcome.NOT_RECOGNISABLE, "time"),
        MADE_AFTER_THE_ORDER(Outcome.NOT_RECOGNISABLE, "time"),
        QC_EXPIRED_ON_THE_DAY(Outcome.REFERENCE, "quality"),
        QC_NEVER_PASSED(Outcome.REFERENCE, "quality"),
        QC_SUSPENDED(Outcome.REFERENCE, "quality"),
        SCOPE_TOO_NARROW(Outcome.REFERENCE, "scope"),
        WINDOW_EXCEEDED_BY_ONE_SECOND(Outcome.REFERENCE, "window"),
        CORRECTED_AFTER_QUOTATION(Outcome.REFERENCE, "correction"),
        SPECIAL_CLASS(Outcome.REFERENCE, "class");

        private final Outcome outcome;
        private final String subject;

        Circumstance(Outcome outcome, String subject) {
            this.outcome = outcome;
            this.subject = subject;
        }
    }

    @Test
    void a_result_that_fits_in_everything_is_recognisable() {
        Decision decision = decided();

        assertThat(decision.outcome()).isEqualTo(Outcome.RECOGNISABLE);
        assertThat(decision.obstacles()).isEmpty();
        assertThat(decision.why().rule()).isEqualTo("recognition.all-conditions@1");
        assertThat(decision.why().facts())
                .extracting(fact -> fact.words().zh())
                .contains("检查当日质控合格", "标识 浙HR", "目录第 7 版", "检查距开单 5 天，时限 7 天");
    }

    @ParameterizedTest
    @MethodSource("singles")
    void each_circumstance_alone(Circumstance one) {
        Decision decision = decided(one);

        assertThat(decision.outcome()).isEqualTo(one.outcome);
        assertThat(decision.why().decided()).isEqualTo(one.outcome.word());
        assertThat(decision.why().rule()).startsWith("recognition." + one.subject + "-");
        assertThat(decision.obstacles()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void every_two_circumstances_together(Circumstance one, Circumstance other) {
        Decision decision = decided(one, other);
        Outcome worse = one.outcome.compareTo(other.outcome) > 0 ? one.outcome : other.outcome;

        assertThat(decision.outcome()).isEqualTo(worse);
        assertThat(decision.why().sentence().zh()).startsWith(worse.words().zh());
        assertThat(decision.why().rule())
                .matches(rule -> Stream.of(one, other)
                        .anyMatch(each -> each.outcome == worse && rule.startsWith("recognition." + each.subject)));
    }

    @Test
    void a_result_is_recognisable_up_to_the_last_second_of_its_window() {
        Situation last = new Situation();
        last.taken = ORDERED.minus(WINDOW);

        assertThat(last.decide().outcome()).isEqualTo(Outcome.RECOGNISABLE);
    }

    @Test
    void a_department_has_a_window_of_its_own() {
        Situation emergency = new Situation();
        emergency.department = "急诊医学科";

        assertThat(emergency.decide().obstacles()).containsExactly(Obstacle.WINDOW);
    }

    @Test
    void another_unit_that_can_be_converted_is_no_obstacle() {
        Situation mass = new Situation();
        mass.unit = "mg/dL";

        assertThat(mass.decide().outcome()).isEqualTo(Outcome.RECOGNISABLE);
    }

    @Test
    void a_number_without_a_unit_cannot_be_compared() {
        Situation bare = new Situation();
        bare.unit = null;

        assertThat(bare.decide().obstacles()).containsExactly(Obstacle.UNIT);
    }

    @ParameterizedTest
    @MethodSource("reaches")
    void a_mark_reaches_whom_it_says(Level level, String area, boolean reaches) {
        Situation situation = new Situation();
        situation.evidence = List.of(round(level, area, LONG_AGO, null, true));

        assertThat(situation.decide().outcome()).isEqualTo(reaches ? Outcome.RECOGNISABLE : Outcome.REFERENCE);
    }

    static Stream<Arguments> reaches() {
        return Stream.of(
                Arguments.of(Level.NATIONAL, "*", true),
                Arguments.of(Level.PROVINCES, "CSJ", true),
                Arguments.of(Level.PROVINCES, "CY", false),
                Arguments.of(Level.PROVINCE, "33", true),
                Arguments.of(Level.PROVINCE, "32", false),
                Arguments.of(Level.CITY, "3301", true),
                Arguments.of(Level.CITY, "3302", false),
                Arguments.of(Level.ALLIANCE, "西湖", true),
                Arguments.of(Level.ALLIANCE, "余杭", false));
    }

    @Test
    void the_own_institutions_result_needs_no_reach() {
        Situation own = new Situation();
        own.evidence = List.of(round(Level.CITY, "3302", LONG_AGO, null, true));
        own.reader = MAKER;

        assertThat(own.decide().outcome()).isEqualTo(Outcome.RECOGNISABLE);
    }

    @Test
    void a_mark_of_a_level_that_the_item_does_not_have_reaches_nobody() {
        Situation situation = new Situation();
        situation.levels = Set.of(Level.NATIONAL);

        assertThat(situation.decide().obstacles()).containsExactly(Obstacle.SCOPE);
    }

    @Test
    void the_day_of_the_examination_is_the_day_in_china() {
        Situation night = new Situation();
        night.taken = Instant.parse("2026-06-09T16:30:00Z"); // half past midnight of the tenth
        night.evidence = List.of(round(Level.PROVINCE, "33", EXAMINED, EXAMINED.plusDays(1), true));

        assertThat(night.decide().outcome()).isEqualTo(Outcome.RECOGNISABLE);
    }

    @Test
    void the_explanation_names_every_obstacle_in_both_languages() {
        Decision decision = decided(Circumstance.NEGATIVE_LIST, Circumstance.WINDOW_EXCEEDED_BY_ONE_SECOND);

        assertThat(decision.why().sentence().zh()).isEqualTo("不可互认：该项目在负面清单；超过互认时限。");
        assertThat(decision.why().sentence().en())
                .isEqualTo("Not recognisable: the item is on the negative list; it is older than the window.");
    }

    // -- situations

    static Stream<Circumstance> singles() {
        return Stream.of(Circumstance.values());
    }

    /** Two that say different things of one element cannot hold together. */
    static Stream<Arguments> pairs() {
        List<Arguments> pairs = new ArrayList<>();
        for (Circumstance one : Circumstance.values()) {
            for (Circumstance other : Circumstance.values()) {
                if (one.compareTo(other) < 0 && !one.subject.equals(other.subject)) {
                    pairs.add(Arguments.of(one, other));
                }
            }
        }
        return pairs.stream();
    }

    private static Decision decided(Circumstance... circumstances) {
        Situation situation = new Situation();
        for (Circumstance each : circumstances) {
            Objects.requireNonNull(CHANGES.get(each)).accept(situation);
        }
        return situation.decide();
    }

    private static final Map<Circumstance, Consumer<Situation>> CHANGES = new EnumMap<>(Circumstance.class);

    static {
        CHANGES.put(Circumstance.NOT_IN_LIST, each -> each.listed = false);
        CHANGES.put(Circumstance.NEGATIVE_LIST, each -> each.negative = true);
        CHANGES.put(Circumstance.PRELIMINARY, each -> each.status = Result.Status.PRELIMINARY);
        CHANGES.put(Circumstance.WITHDRAWN, each -> each.status = Result.Status.WITHDRAWN);
        CHANGES.put(Circumstance.UNIT_NOT_CONVERTIBLE, each -> each.unit = "[IU]/mL");
        CHANGES.put(Circumstance.SPECIMEN_UNSATISFACTORY, each -> each.specimenBad = true);
        CHANGES.put(Circumstance.SPECIMEN_OF_ANOTHER_KIND, each -> each.specimen = "尿液");
        CHANGES.put(Circumstance.TIME_NOT_TOLD, each -> each.taken = null);
        CHANGES.put(Circumstance.MADE_AFTER_THE_ORDER, each -> each.taken = ORDERED.plusSeconds(1));
        CHANGES.put(
                Circumstance.QC_EXPIRED_ON_THE_DAY,
                each -> each.evidence = each.evidence.stream()
                        .map(one -> round(
                                Objects.requireNonNull(one.level()),
                                Objects.requireNonNull(one.area()),
                                LONG_AGO,
                                EXAMINED.minusDays(8),
                                true))
                        .toList());
        CHANGES.put(Circumstance.QC_NEVER_PASSED, each -> each.evidence = List.of());
        CHANGES.put(Circumstance.QC_SUSPENDED, each -> {
            List<Evidence> more = new ArrayList<>(each.evidence);
            more.add(new Evidence(
                    3,
                    MAKER,
                    "*",
                    Evidence.Kind.SUSPENSION,
                    null,
                    null,
                    false,
                    new Period(LocalDate.of(2026, 6, 1), LocalDate.of(2026, 7, 1)),
                    ""));
            each.evidence = more;
        });
        CHANGES.put(
                Circumstance.SCOPE_TOO_NARROW,
                each -> each.evidence = each.evidence.stream()
                        .map(one -> one.level() == null
                                ? one
                                : new Evidence(
                                        one.id(),
                                        one.institution(),
                                        one.item(),
                                        one.kind(),
                                        Level.CITY,
                                        "3302",
                                        one.passed(),
                                        one.period(),
                                        one.reference()))
                        .toList());
        CHANGES.put(
                Circumstance.WINDOW_EXCEEDED_BY_ONE_SECOND,
                each -> each.taken = each.taken == null || each.taken.isAfter(ORDERED)
                        ? each.taken
                        : ORDERED.minus(WINDOW).minusSeconds(1));
        CHANGES.put(Circumstance.CORRECTED_AFTER_QUOTATION, each -> each.corrected = true);
        CHANGES.put(Circumstance.SPECIAL_CLASS, each -> each.special = true);
    }

    private static Evidence round(Level level, String area, LocalDate from, @Nullable LocalDate until, boolean passed) {
        return new Evidence(
                1, MAKER, "L041", Evidence.Kind.EXTERNAL, level, area, passed, new Period(from, until), "2026-1");
    }

    /** A result that is recognisable, until a circumstance changes it. */
    private static final class Situation {
        private boolean listed = true;
        private boolean negative;
        private Set<Level> levels = Set.of(Level.values());
        private Result.Status status = Result.Status.FINAL;
        private @Nullable Instant taken = TAKEN;
        private @Nullable String unit = "mmol/L";
        private @Nullable String specimen = "血清";
        private boolean specimenBad;
        private boolean special;
        private boolean corrected;
        private String reader = READER;
        private @Nullable String department;
        private List<Evidence> evidence =
                List.of(round(Level.PROVINCE, "33", LocalDate.of(2026, 1, 1), LocalDate.of(2027, 1, 1), true));

        Decision decide() {
            Item item = new Item(
                    "L041",
                    new Text("空腹血糖", "Fasting glucose"),
                    List.of(),
                    "kfxt",
                    Item.Kind.LABORATORY,
                    Set.of("血清", "血浆"),
                    "mmol/L",
                    Map.of("mg/dL", new Conversion(new BigDecimal("0.05551"), BigDecimal.ZERO)),
                    new Window(WINDOW, Map.of("急诊", Duration.ofHours(24))),
                    levels,
                    false,
                    negative,
                    15,
                    new Price(500, 70),
                    Map.of(),
                    new Period(LONG_AGO, null));
            Result result = new Result(
                    MAKER, status, taken, new BigDecimal("8.9"), unit, specimen, specimenBad, special, corrected);
            Decision.Order order = new Decision.Order(
                    listed ? item : null, new Areas.Reader(reader, new RegionCode("330106")), department, ORDERED);
            return Decision.of(order, result, evidence, AREAS, 7);
        }
    }
}
