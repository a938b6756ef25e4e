package org.tongmai.recognition;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;

/**
 * Whether one result stands in for one item that is about to be ordered: a pure function of what is known. The worst obstacle decides;
 * all are named.
 *
 * @param obstacles none where it is recognisable
 * @param quality of the item at the institution on the day of the examination; null where there is no item or no day
 * @param why the rule, the edition of the catalogue, and what was found of each condition; nothing personal
 * <p>Source: 医疗机构检查检验结果互认管理办法 (2022): quality control is the pre-condition, and the treating physician judges.
 */
record Decision(
        Outcome outcome, Set<Obstacle> obstacles, @Nullable Quality quality, Explanation why) {

    /** The whole country keeps one time. */
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private static final String RECOGNISED = "recognition.all-conditions@1";

    Decision {
        obstacles = Set.copyOf(obstacles);
    }

    /**
     * What is about to be ordered.
     *
     * @param item as the catalogue has it on the day of the order; null where it has it not
     * @param department of who orders; null where it is not known
     */
    record Order(
            @Nullable Item item,
            Areas.Reader reader,
            @Nullable String department,
            Instant at) {}

    /**
     * @param evidence what quality control says of the item at the institution that made the result, of any time
     * @param edition of the catalogue
     */
    static Decision of(Order order, Result result, List<Evidence> evidence, Areas areas, long edition) {
        Set<Obstacle> found = EnumSet.noneOf(Obstacle.class);
        Item item = order.item();
        Instant taken = result.taken();
        LocalDate day = taken == null ? null : LocalDate.ofInstant(taken, ZONE);
        Quality quality = item == null || day == null ? null : Quality.on(day, item, areas, evidence);
        ofResult(result, order.at(), found);
        if (item == null) {
            found.add(Obstacle.NOT_IN_LIST);
        } else {
            ofItem(order, item, result, found);
        }
        if (item != null && quality != null) {
            ofQuality(item, order.reader(), result.institution(), quality, areas, found);
        }
        return new Decision(outcome(found), found, quality, why(found, order, result, quality, edition));
    }

    private static void ofResult(Result result, Instant ordered, Set<Obstacle> found) {
        when(result.status() == Result.Status.WITHDRAWN, Obstacle.WITHDRAWN, found);
        when(result.status() == Result.Status.PRELIMINARY, Obstacle.NOT_FINAL, found);
        Instant taken = result.taken();
        when(taken == null, Obstacle.NO_TIME, found);
        when(taken != null && taken.isAfter(ordered), Obstacle.IN_FUTURE, found);
        when(result.specimenBad(), Obstacle.SPECIMEN_BAD, found);
        when(result.special(), Obstacle.SPECIAL_CLASS, found);
        when(result.correctedSinceQuoted(), Obstacle.CORRECTED, found);
    }

    private static void ofItem(Order order, Item item, Result result, Set<Obstacle> found) {
        when(item.negative(), Obstacle.NEGATIVE_LIST, found);
        when(!item.takes(result.specimen()), Obstacle.SPECIMEN_OTHER, found);
        when(item.unit() != null && !comparable(item, result), Obstacle.UNIT, found);
        Instant taken = result.taken();
        Duration window = item.window().in(order.department());
        when(taken != null && order.at().isAfter(taken.plus(window)), Obstacle.WINDOW, found);
    }

    private static boolean comparable(Item item, Result result) {
        return result.quantity() != null
                && item.converted(result.quantity(), result.unit()).isPresent();
    }

    private static void ofQuality(
            Item item, Areas.Reader reader, String maker, Quality quality, Areas areas, Set<Obstacle> found) {
        if (quality.state() != Quality.State.PASSED) {
            found.add(Obstacle.QUALITY);
            return;
        }
        boolean reaches = maker.equals(reader.institution())
                || quality.marks().stream()
                        .anyMatch(mark -> item.levels().contains(mark.level())
                                && areas.covers(mark.level(), mark.area(), reader));
        when(!reaches, Obstacle.SCOPE, found);
    }

    private static void when(boolean holds, Obstacle obstacle, Set<Obstacle> found) {
        if (holds) {
            found.add(obstacle);
        }
    }

    private static Outcome outcome(Set<Obstacle> found) {
        return found.stream()
                .map(Obstacle::outcome)
                .max(Comparator.naturalOrder())
                .orElse(Outcome.RECOGNISABLE);
    }

    // -- in words

    private static Explanation why(
            Set<Obstacle> found, Order order, Result result, @Nullable Quality quality, long edition) {
        Outcome outcome = outcome(found);
        List<Obstacle> deciding = found.stream()
                .filter(each -> each.outcome() == outcome)
                .sorted()
                .toList();
        String rule = deciding.isEmpty() ? RECOGNISED : deciding.getFirst().rule();
        return new Explanation(
                outcome.word(), rule, sentence(outcome, found), facts(found, order, result, quality, edition));
    }

    private static Text sentence(Outcome outcome, Set<Obstacle> found) {
        List<Obstacle> all = found.stream().sorted().toList();
        if (all.isEmpty()) {
            return new Text(
                    "可互认：目录、质控、时限、范围、身份和标本都符合。",
                    "Recognisable: list, quality, window, scope, person and specimen all fit.");
        }
        return new Text(
                outcome.words().zh() + "："
                        + all.stream().map(each -> each.words().zh()).collect(Collectors.joining("；")) + "。",
                capital(outcome.words().en()) + ": "
                        + all.stream().map(each -> each.words().en()).collect(Collectors.joining("; ")) + ".");
    }

    private static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static List<Reason> facts(
            Set<Obstacle> found, Order order, Result result, @Nullable Quality quality, long edition) {
        List<Reason> facts = new ArrayList<>();
        found.stream().sorted().forEach(each -> facts.add(new Reason(each.subject(), each.finding(), each.words(), 0)));
        Item item = order.item();
        Instant taken = result.taken();
        if (item != null && taken != null) {
            facts.add(window(item.window().in(order.department()), Duration.between(taken, order.at())));
        }
        if (quality != null) {
            facts.add(new Reason(
                    "quality-state", quality.state().finding(), quality.state().words(), 0));
            quality.grounds().forEach(each -> facts.add(ground(each)));
            quality.marks()
                    .forEach(mark -> facts.add(new Reason(
                            "mark",
                            mark.level().name().toLowerCase(Locale.ROOT),
                            new Text("标识 " + mark.text(), "mark " + mark.text()),
                            0)));
        }
        facts.add(new Reason(
                "catalogue",
                "edition-" + edition,
                new Text("目录第 " + edition + " 版", "catalogue edition " + edition),
                0));
        return facts;
    }

    private static Reason window(Duration window, Duration age) {
        return new Reason(
                "age",
                age.toSeconds() + "s of " + window.toSeconds() + "s",
                new Text(
                        "检查距开单 " + zh(age) + "，时限 " + zh(window),
                        "made " + en(age) + " before the order; the window is " + en(window)),
                0);
    }

    private static Reason ground(Evidence each) {
        LocalDate until = each.period().until();
        String period = each.period().from() + (until == null ? " —" : " — " + until.minusDays(1));
        String name = each.reference().isEmpty() ? "" : " " + each.reference();
        boolean suspension = each.kind() == Evidence.Kind.SUSPENSION;
        String zh = suspension ? "" : each.passed() ? " 合格" : " 不合格";
        String en = suspension ? "" : each.passed() ? ", passed" : ", not passed";
        return new Reason(
                "evidence",
                "quality-" + each.id(),
                new Text(
                        each.kind().words().zh() + name + zh + "（" + period + "）",
                        each.kind().words().en() + name + en + " (" + period + ")"),
                0);
    }

    private static String zh(Duration time) {
        long hours = time.toHours();
        return hours >= 48 ? time.toDays() + " 天" : hours >= 1 ? hours + " 小时" : time.toMinutes() + " 分钟";
    }

    private static String en(Duration time) {
        long hours = time.toHours();
        return hours >= 48 ? time.toDays() + " days" : hours >= 1 ? hours + " h" : time.toMinutes() + " min";
    }
}
