package org.tongmai.access.sentinel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.sentinel.Shift.Standing;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;

/**
 * Scores readings as they come. Each shift of a reader has signs: counts (patients, strangers, refusals, emergencies and so on)
 * against the reader's own past and that of peers, hours and devices never used, ties to patients, rows in order. A sign is worth
 * as many bits as what was seen is improbable, less what chance explains; their sum, carried over from shift to shift as a
 * cumulative sum, makes a case where it exceeds {@link Weights#caseBits()}.
 *
 * <p>Nobody tells it what misuse is: it learns from the stream, and a shift that stands out teaches little. Its memory is bounded
 * by {@value #READERS_MAX} readers. Not for several threads.
 *
 * @see <a href="https://doi.org/10.1093/biomet/41.1-2.100">Page 1954, doi 10.1093/biomet/41.1-2.100 (cumulative sums)</a>
 */
public final class Sentinel {

    /** Readers whose habits are kept; whoever read longest ago is forgotten first. */
    public static final int READERS_MAX = 100_000;

    private static final int TERMINALS_MAX = 20_000;
    private static final int SAMPLE = 256;
    private static final double TOLD_STEP_BITS = 2;
    private static final int SETTLED_SHIFTS = 5;
    private static final double HOUR_COMMON_BITS = 3;
    private static final double HOUR_MOST_BITS = 14;

    private final Weights weights;
    private final Peers everybody = new Peers(null);
    private final Map<String, Peers> kinds = new HashMap<>();
    private final Map<String, Peers> peers = new HashMap<>();
    private final Map<String, Long> terminals = lru(TERMINALS_MAX);
    private final Map<String, Habit> habits = lru(READERS_MAX);
    private final double[] related = new double[Relation.values().length];
    private final String[] streets = new String[SAMPLE];
    private long began;
    private int sampled;
    private double streetHits;
    private double streetTries = 2_000;
    private double strangers = 2_000;
    private static final double ALWAYS_BITS = 40;

    public Sentinel(Weights weights) {
        this.weights = weights;
        // before anything was seen: of so many strangers one is so related
        double[] first = {0.2, 1, 8, 80, 40, 10};
        System.arraycopy(first, 0, related, 0, related.length);
        streetHits = 6;
    }

    private static <V> Map<String, V> lru(int most) {
        return new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    /** Takes the next reading, in the order of time; the reader's case where it is one and has grown. */
    public Optional<Finding> take(Reading reading) {
        Habit habit = habits.computeIfAbsent(reading.account(), key -> new Habit());
        long second = reading.at().getEpochSecond();
        Shift shift = habit.shift;
        if (shift == null || Shift.of(second) > shift.day) {
            if (shift != null) {
                end(habit, shift, reading.house());
            }
            shift = new Shift(second);
            habit.shift = shift;
            habit.fade(shift.day, weights.of("half-life-days"));
        }
        Standing standing = standing(habit, reading);
        if (began == 0) {
            began = shift.day;
        }
        devices(habit, shift, reading);
        Habit.Met met = habit.strangers.get(reading.patient());
        boolean fresh = shift.take(reading, standing, met == null ? 0 : met.shifts());
        if (fresh) {
            learnPatient(habit, reading, standing);
        }
        return score(habit, shift, reading);
    }

    /** Readers whose habits are kept now. */
    public int readers() {
        return habits.size();
    }

    private Standing standing(Habit habit, Reading reading) {
        boolean known = habit.seenInDepartments >= weights.of("department-known");
        boolean now = false;
        for (Reading.Care each : reading.care()) {
            if (known ? habit.share(each.department()) >= weights.of("department-share") : each.now()) {
                return Standing.OWN;
            }
            now |= each.now();
        }
        if (habit.consulted.containsKey(reading.patient())) {
            return Standing.OWN;
        }
        return now ? Standing.OTHER_NOW : Standing.UNRELATED;
    }

    private void devices(Habit habit, Shift shift, Reading reading) {
        String here = reading.terminal();
        if (here.isEmpty()) {
            return;
        }
        if (habit.terminals.put(here, shift.day) == null
                && habit.shiftsSeen >= weights.of("learning-shifts")
                && !learning(shift)) {
            shift.newTerminals++;
        }
        String known = reading.house() + ' ' + here;
        if (terminals.put(known, shift.day) == null && !learning(shift)) {
            shift.strangeTerminals++;
        }
    }

    /** In the first days of the first log everybody is only learnt. */
    private boolean learning(Shift shift) {
        return shift.day - began < weights.of("learning-days");
    }

    private void learnPatient(Habit habit, Reading reading, Standing standing) {
        for (Reading.Care each : reading.care()) {
            if (each.now()) {
                habit.sees(each.department(), 1);
            }
        }
        if (standing == Standing.OWN) {
            return;
        }
        strangers++;
        for (Relation each : reading.relations()) {
            if (each != Relation.SELF) {
                related[each.ordinal()]++;
            }
        }
        String street = reading.traits().street();
        if (!street.isEmpty()) {
            String other = streets[Math.floorMod(sampled * 31, SAMPLE)];
            if (other != null) {
                streetTries++;
                streetHits += other.equals(street) ? 1 : 0;
            }
            streets[sampled++ % SAMPLE] = street;
        }
    }

    private void end(Habit habit, Shift shift, String house) {
        Peers like = peersOf(habit, house);
        double halfLife = weights.of("half-life-days");
        for (Peers each = like; each != null; each = each.wider) {
            each.fade(shift.day, halfLife);
        }
        double[] expected = new double[Channel.COUNT];
        for (int i = 0; i < Channel.COUNT; i++) {
            expected[i] = habit.mean(i, like, weights.of("own-days"), weights.of("peer-days"));
        }
        boolean settled = !learning(shift) && habit.shiftsSeen >= SETTLED_SHIFTS;
        like.learn(shift, expected, settled, shift.day > began);
        habit.learn(shift, expected, settled);
        shift.consulted.forEach(each -> habit.consulted.put(each, shift.day));
        double left = weights.of("keep") * habit.energy + Math.max(0, shift.bits - weights.of("drift-bits"));
        if (left < 1) {
            left = 0;
            habit.evidence.clear();
            habit.told = 0;
        } else {
            if (habit.energy == 0) {
                habit.caseFrom = shift.first;
                habit.caseDay = shift.day;
            }
            for (Long each : shift.looks) {
                if (habit.evidence.size() < Finding.LOOKS_MAX / 2) {
                    habit.evidence.add(each);
                }
            }
            if (left < weights.caseBits() / 2) {
                habit.told = 0;
            }
        }
        habit.energy = left;
    }

    private Peers peersOf(Habit habit, String house) {
        String kind = habit.kind();
        return peers.computeIfAbsent(
                house + ' ' + kind, key -> new Peers(kinds.computeIfAbsent(kind, any -> new Peers(everybody))));
    }

    private Optional<Finding> score(Habit habit, Shift shift, Reading reading) {
        Peers like = peersOf(habit, reading.house());
        Signs signs = new Signs();
        counts(habit, shift, like, signs);
        absences(habit, shift, like, signs);
        relations(shift, signs);
        hours(habit, shift, like, signs);
        terminals(shift, like, signs);
        orders(shift, like, signs);
        slow(habit, shift, like, signs);
        double counts = learning(shift) ? 0 : habit.shiftsSeen < SETTLED_SHIFTS ? weights.of("new-share") : 1;
        shift.bits = Math.max(shift.bits, signs.total() * counts);
        double score = weights.of("keep") * habit.energy + Math.max(0, shift.bits - weights.of("drift-bits"));
        if (score < weights.caseBits() || score < habit.told + TOLD_STEP_BITS) {
            return Optional.empty();
        }
        habit.told = score;
        return Optional.of(finding(habit, shift, reading, score, signs));
    }

    private void counts(Habit habit, Shift shift, Peers like, Signs signs) {
        double peerDays = weights.of("peer-days");
        for (Channel channel : Channel.values()) {
            int i = channel.ordinal();
            int count = shift.count(i);
            if (count == 0) {
                continue;
            }
            double mean = Math.max(
                    channel == Channel.CROSSED ? weights.of("crossed-least") : 0,
                    habit.mean(i, like, weights.of("own-days"), peerDays));
            if (count <= mean) {
                continue;
            }
            double bits = Tail.negativeBinomial(count, mean, 1 / like.uneven(i, peerDays));
            double share =
                    switch (channel) {
                        case PATIENTS, PACE -> weights.of("busy-share");
                        case OTHER_NOW -> weights.of("other-share");
                        case UNRELATED, REFUSED, EMERGENCIES, RETURNS, CROSSED, SPECIAL, MINORS, AGAIN, MORE -> 1;
                        case ABSENT -> 0;
                    };
            boolean work = channel == Channel.OTHER_NOW || channel == Channel.RETURNS;
            double most = work ? weights.of("other-most-bits") : bits;
            signs.add(Math.min(most, bits * share), channel.word(), channel, count, mean);
        }
    }

    /** Strangers seen on many days, and shifts in which hardly anybody read was there. */
    private void absences(Habit habit, Shift shift, Peers like, Signs signs) {
        double own = weights.of("own-days");
        double peerDays = weights.of("peer-days");
        if (shift.most > 0) {
            double again = habit.mean(Channel.AGAIN.ordinal(), like, own, peerDays)
                    / habit.mean(Channel.UNRELATED.ordinal(), like, own, peerDays);
            signs.add(
                    shift.most * Tail.bits(Math.clamp(again, 0.004, 1)),
                    "one-patient",
                    () -> new Text(
                            "同一名非本科室患者在 " + (shift.most + 1) + " 个班次中被读取",
                            "one such patient was read in " + (shift.most + 1) + " shifts"));
        }
        int patients = shift.count(Channel.PATIENTS.ordinal());
        int absent = shift.count(Channel.ABSENT.ordinal());
        if (absent >= 3) {
            double usual = habit.mean(Channel.ABSENT.ordinal(), like, own, peerDays)
                    / habit.mean(Channel.PATIENTS.ordinal(), like, own, peerDays);
            signs.add(
                    weights.of("absent-share") * Tail.binomial(absent, patients, Math.clamp(usual, 0.03, 0.97)),
                    "not-there",
                    () -> new Text(
                            "读取的 " + patients + " 名患者中 " + absent + " 名当时不在院",
                            absent + " of " + patients + " patients were not there at the time"));
        }
    }

    private void relations(Shift shift, Signs signs) {
        for (Relation relation : Relation.values()) {
            int count = shift.relation(relation);
            if (count > 0) {
                boolean self = relation == Relation.SELF;
                double usual = related[relation.ordinal()] / strangers;
                double trials = Math.max(1, shift.strangers);
                // nobody has to read the own record with an account of the staff: residents have theirs
                signs.add(self ? ALWAYS_BITS : Tail.poisson(count, usual * trials), relation, count);
            }
        }
    }

    private void hours(Habit habit, Shift shift, Peers like, Signs signs) {
        if (habit.shiftsSeen < weights.of("learning-shifts")) {
            return;
        }
        double most = 0;
        double sum = 0;
        int when = -1;
        for (int hour = 0; hour < Shift.HOURS; hour++) {
            if (shift.at(hour)) {
                double bits = Tail.bits(habit.hour(hour, like, weights.of("own-days"), weights.of("peer-days")))
                        - HOUR_COMMON_BITS;
                if (bits > 0) {
                    sum += bits;
                    if (bits > most) {
                        most = bits;
                        when = hour;
                    }
                }
            }
        }
        if (when >= 0) {
            signs.addHour(Math.min(HOUR_MOST_BITS, most + (sum - most) / 3), when);
        }
    }

    private void terminals(Shift shift, Peers like, Signs signs) {
        if (shift.newTerminals > 0) {
            signs.add(
                    Tail.bits(like.newTerminal()),
                    "new-device",
                    () -> new Text("使用从未用过的终端", "reads from a device never used before"));
            if (shift.strangeTerminals > 0) {
                signs.add(
                        Tail.bits(like.strangeTerminal()),
                        "strange-device",
                        () -> new Text("终端在本机构从未出现过", "reads from a device that nobody of the institution ever used"));
            }
        }
    }

    private void orders(Shift shift, Peers like, Signs signs) {
        int row = Math.max(shift.byNumber.longest(), shift.byName.longest());
        int unrelated = shift.count(Channel.UNRELATED.ordinal());
        if (row >= 6) {
            signs.add(
                    Tail.monotone(row) - Tail.bits(1.0 / (4 * unrelated)),
                    "in-order",
                    () -> new Text(
                            "连续 " + row + " 名患者按姓名或编号顺序读取",
                            row + " patients in a row in the order of names or numbers"));
        }
        int street = shift.streetMost();
        if (street >= 3) {
            double chance = streetHits / streetTries;
            signs.add(
                    Tail.binomial(street, shift.strangers, chance) - Tail.bits(1.0 / shift.strangers),
                    "one-street",
                    () -> new Text("其中 " + street + " 名住在同一街道", street + " of them live in one street"));
        }
        if (unrelated >= 5) {
            var most = Map.entry("", 0);
            for (var each : shift.departments().entrySet()) {
                if (each.getValue() > most.getValue()) {
                    most = Map.entry(each.getKey(), each.getValue());
                }
            }
            String department = most.getKey();
            int count = most.getValue();
            if (count >= 4) {
                signs.add(
                        Tail.binomial(Math.min(count, unrelated), unrelated, Math.min(0.9, like.department(department)))
                                - Tail.bits(1.0 / 12),
                        "one-department",
                        () -> new Text(
                                "其中 " + count + " 名曾在同一科室就诊：" + department,
                                count + " of them were patients of one department: " + department));
            }
        }
    }

    private void slow(Habit habit, Shift shift, Peers like, Signs signs) {
        int shifts = Math.min(Habit.LONG, habit.shiftsSeen);
        if (shifts < 5 || !habit.oneDepartment()) {
            return;
        }
        int sum = shift.count(Channel.UNRELATED.ordinal())
                + Arrays.stream(habit.unrelated, 0, shifts).sum();
        double mean = (shifts + 1) * like.mean(Channel.UNRELATED.ordinal(), weights.of("peer-days"));
        double spread = weights.of("slow-spread");
        signs.add(
                Tail.negativeBinomial(sum, mean, 1 / (spread * spread)),
                "for-long",
                () -> new Text(
                        "近 " + (shifts + 1) + " 班共读取非本科室患者 " + sum + " 人次，同类人员约 " + Math.round(mean) + " 人次",
                        sum + " such patients in " + (shifts + 1) + " shifts; peers about " + Math.round(mean)));
    }

    private Finding finding(Habit habit, Shift shift, Reading reading, double score, Signs signs) {
        boolean earlier = habit.energy > 0;
        List<Long> looks = new ArrayList<>(habit.evidence);
        for (Long each : shift.looks) {
            if (looks.size() < Finding.LOOKS_MAX) {
                looks.add(each);
            }
        }
        if (looks.isEmpty()) {
            looks.add(reading.look());
        }
        return new Finding(
                reading.account(),
                earlier ? habit.caseDay : shift.day,
                Instant.ofEpochSecond(earlier ? habit.caseFrom : shift.first),
                reading.at(),
                score,
                new Explanation(
                        "unusual",
                        weights.name(),
                        new Text(
                                "读取行为异常：" + signs.count() + " 项与本人往常和同类人员不符",
                                "unusual reading: " + signs.count()
                                        + " signs differ from the reader's habit and from peers"),
                        signs.reasons()),
                looks,
                shift.count(Channel.PATIENTS.ordinal()));
    }

    /** Signs that say much the same. */
    private enum Family {
        STRANGERS,
        OTHERS,
        TIES,
        KIND,
        ORDER,
        PLACE,
        TWO,
        EMERGENCY
    }

    /** The signs of one shift. */
    private final class Signs {

        private final double[] sum = new double[Family.values().length];
        private final double[] most = new double[Family.values().length];
        private final List<Sign> found = new ArrayList<>(8);

        private record Sign(
                double bits,
                String name,
                @Nullable Channel channel,
                @Nullable Relation relation,
                int count,
                double usual,
                @Nullable Supplier<Text> text) {}

        private void add(double bits, String name, Channel channel, int count, double usual) {
            put(bits, name, channel, null, count, usual, null);
        }

        private void add(double bits, Relation relation, int count) {
            put(bits, relation.name(), null, relation, count, 0, null);
        }

        private void add(double bits, String name, Supplier<Text> text) {
            put(bits, name, null, null, 0, 0, text);
        }

        private void addHour(double bits, int hour) {
            put(bits, "hour", null, null, hour, 0, null);
        }

        private void put(
                double bits,
                String name,
                @Nullable Channel channel,
                @Nullable Relation relation,
                int count,
                double usual,
                @Nullable Supplier<Text> text) {
            double counted = Math.min(bits - weights.of("deduct-bits"), weights.of("cap-bits"));
            if (counted > 0) {
                Family family = family(name, channel, relation);
                sum[family.ordinal()] += counted;
                most[family.ordinal()] = Math.max(most[family.ordinal()], counted);
                found.add(new Sign(counted, name, channel, relation, count, usual, text));
            }
        }

        /** Of signs that say much the same the strongest counts, and a share of the others. */
        private double total() {
            double total = 0;
            double share = weights.of("kin-share");
            for (Family each : Family.values()) {
                int i = each.ordinal();
                total += each == Family.TIES ? sum[i] : most[i] + share * (sum[i] - most[i]);
            }
            return total;
        }

        private static Family family(String name, @Nullable Channel channel, @Nullable Relation relation) {
            if (relation != null) {
                return Family.TIES;
            }
            if (channel == null) {
                return switch (name) {
                    case "one-patient" -> Family.TIES;
                    case "in-order", "one-street" -> Family.ORDER;
                    case "one-department" -> Family.KIND;
                    case "not-there", "for-long" -> Family.STRANGERS;
                    default -> Family.PLACE;
                };
            }
            return switch (channel) {
                case PATIENTS, PACE, UNRELATED, REFUSED, ABSENT -> Family.STRANGERS;
                case OTHER_NOW -> Family.OTHERS;
                case EMERGENCIES -> Family.EMERGENCY;
                case RETURNS -> Family.PLACE;
                case CROSSED -> Family.TWO;
                case SPECIAL, MINORS -> Family.KIND;
                case AGAIN, MORE -> Family.TIES;
            };
        }

        private int count() {
            return found.size();
        }

        private List<Reason> reasons() {
            return found.stream()
                    .sorted(Comparator.comparingDouble(Sign::bits).reversed())
                    .map(each -> new Reason(
                            each.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                            Integer.toString(each.count()),
                            words(each),
                            Math.round(each.bits() * 10) / 10.0))
                    .toList();
        }

        private static Text words(Sign sign) {
            if (sign.text() != null) {
                return sign.text().get();
            }
            if (sign.channel() != null) {
                return sign.channel().text(sign.count(), sign.usual());
            }
            if (sign.relation() != null) {
                Text tie = sign.relation().text();
                return new Text(sign.count() + " 名患者" + tie.zh(), sign.count() + " patient(s): " + tie.en());
            }
            int hour = sign.count() % Shift.REST;
            boolean rest = sign.count() >= Shift.REST;
            return new Text(
                    (rest ? "休息日 " : "") + hour + " 时读取，往常几乎没有",
                    "reads at " + hour + ":00" + (rest ? " of a day of rest" : "") + ", which hardly ever happens");
        }
    }
}
