package org.tongmai.recognition;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tongmai.kernel.Explanation.Text;

/**
 * What quality control says of an item at an institution on the day of an examination: the marks that its report may bear, or why
 * it bears none. A mark belongs to an item and a day, never to a report or a hospital.
 *
 * @param marks none unless the state is {@link State#PASSED}
 * @param grounds what it rests on
 */
record Quality(State state, List<Mark> marks, List<Evidence> grounds) {

    Quality {
        marks = List.copyOf(marks);
        grounds = List.copyOf(grounds);
    }

    /** @param text what is printed, such as {@code 浙HR} */
    record Mark(Level level, String area, String text) {}

    /** How it stands; the first that applies. */
    @SuppressWarnings("ImmutableEnumChecker") // records of text do not change
    enum State {
        SUSPENDED("suspended", "检查当日已被暂停互认", "recognition was suspended on that day"),
        OUT_OF_CONTROL("out-of-control", "检查当日室内质控失控", "internal control was out of limits on that day"),
        INTERNAL_MISSING("internal-missing", "没有检查当日的室内质控记录", "no internal control is recorded for that day"),
        FAILED("failed", "检查当日有效的质评不合格", "the assessment in force on that day was failed"),
        EXPIRED("expired", "质评在检查当日已过期", "the assessment had expired on that day"),
        MISSING("missing", "该机构此项目没有质评记录", "no assessment of this item at this institution is known"),
        PASSED("passed", "检查当日质控合格", "quality control was passed on that day");

        private final String finding;
        private final Text words;

        State(String finding, String zh, String en) {
            this.finding = finding;
            this.words = new Text(zh, en);
        }

        String finding() {
            return finding;
        }

        Text words() {
            return words;
        }
    }

    /**
     * @param all what is known of the item at the institution, of any time
     * @param day of the examination
     */
    static Quality on(LocalDate day, Item item, Areas areas, Collection<Evidence> all) {
        List<Evidence> now = all.stream().filter(each -> each.holds(day)).toList();
        Optional<Evidence> suspension = first(now, Evidence.Kind.SUSPENSION);
        if (suspension.isPresent()) {
            return new Quality(State.SUSPENDED, List.of(), List.of(suspension.get()));
        }
        List<Evidence> internal = now.stream()
                .filter(each -> each.kind() == Evidence.Kind.INTERNAL)
                .toList();
        List<Evidence> lost = internal.stream().filter(each -> !each.passed()).toList();
        if (!lost.isEmpty()) {
            return new Quality(State.OUT_OF_CONTROL, List.of(), lost);
        }
        if (item.internal() && internal.isEmpty()) {
            return new Quality(State.INTERNAL_MISSING, List.of(), List.of());
        }
        List<Evidence> rounds = latest(now.stream().filter(Quality::givesMarks).toList());
        List<Evidence> passed = rounds.stream().filter(Evidence::passed).toList();
        if (!passed.isEmpty()) {
            return new Quality(
                    State.PASSED,
                    passed.stream()
                            .map(each -> mark(each, areas))
                            .distinct()
                            .sorted(Comparator.comparing(Mark::level))
                            .toList(),
                    passed);
        }
        if (!rounds.isEmpty()) {
            return new Quality(State.FAILED, List.of(), rounds);
        }
        List<Evidence> earlier = all.stream()
                .filter(each -> givesMarks(each) && each.period().until() != null)
                .filter(each ->
                        !day.isBefore(Objects.requireNonNull(each.period().until())))
                .toList();
        return earlier.isEmpty()
                ? new Quality(State.MISSING, List.of(), List.of())
                : new Quality(State.EXPIRED, List.of(), earlier);
    }

    /** Of each level and area the round that began last; of those that began on one day the failed ones, where there are any. */
    private static List<Evidence> latest(List<Evidence> rounds) {
        return rounds.stream()
                .filter(each -> rounds.stream().noneMatch(other -> outdoes(other, each)))
                .toList();
    }

    private static boolean outdoes(Evidence other, Evidence each) {
        int began = other.period().from().compareTo(each.period().from());
        return other.level() == each.level()
                && Objects.equals(other.area(), each.area())
                && (began > 0 || began == 0 && each.passed() && !other.passed());
    }

    private static boolean givesMarks(Evidence each) {
        return each.kind() == Evidence.Kind.EXTERNAL || each.kind() == Evidence.Kind.CERTIFICATE;
    }

    private static Optional<Evidence> first(List<Evidence> all, Evidence.Kind kind) {
        return all.stream().filter(each -> each.kind() == kind).findFirst();
    }

    private static Mark mark(Evidence round, Areas areas) {
        Level level = Objects.requireNonNull(round.level());
        String area = Objects.requireNonNull(round.area());
        return new Mark(level, area, areas.mark(level, area));
    }
}
