package org.tongmai.access.sentinel;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one reader did in one shift, which is a day from seven in the morning, so that a night's duty is one. */
final class Shift {

    /** Hours of working days, then those of days of rest. */
    static final int REST = 24;

    static final int HOURS = 48;

    /** Beijing time, and the shift begins at seven. */
    private static final long OFFSET_SECONDS = (8 - 7) * 3_600L;

    private static final int BEGINS_AT = 7;
    private static final int DAY_SECONDS = 86_400;
    private static final int HOUR_SECONDS = 3_600;
    private static final int PACE_SECONDS = 600;

    /** Patients of one shift that are told apart; more are still counted. */
    private static final int PATIENTS_MAX = 3_000;

    /** Streets and names of one shift that are told apart. */
    private static final int WORDS_MAX = 300;

    /** How a patient stands to the reader. */
    enum Standing {
        OWN,
        OTHER_NOW,
        UNRELATED
    }

    /** A patient of the shift. */
    private static final class Seen {
        private Standing standing = Standing.OWN;
        private boolean refused;
        private boolean emergency;
        private boolean special;
    }

    final long day;
    private final boolean rest;
    final long first;
    long last;
    private final int[] counts = new int[Channel.COUNT];
    private final Map<Long, Seen> patients = new HashMap<>();
    private final int[] relations = new int[Relation.values().length];
    private final Map<String, Integer> streets = new HashMap<>();
    private final Map<String, Integer> departments = new HashMap<>();
    private final Set<Long> trail = new HashSet<>();
    final Set<Long> consulted = new HashSet<>();
    final List<Long> looks = new ArrayList<>();
    private long hours;
    private long paceFrom;
    private int pace;
    int newTerminals;
    int strangeTerminals;
    private String terminal = "";
    private String before = "";
    private long leftAt;
    private long switchedAt;
    private long lastAt;
    private boolean other;
    final Run byNumber = new Run();
    final Run byName = new Run();
    int strangers;

    /** In how many shifts before one of the strangers of this one was read. */
    int most;

    private int streetMost;
    double bits;

    Shift(long second) {
        this.day = of(second);
        this.rest = LocalDate.ofEpochDay(day).getDayOfWeek().getValue() >= DayOfWeek.SATURDAY.getValue();
        this.first = second;
        this.last = second;
    }

    /** The shift in which a second lies, as days since 1970. */
    static long of(long second) {
        return Math.floorDiv(second + OFFSET_SECONDS, DAY_SECONDS);
    }

    int count(int channel) {
        return counts[channel];
    }

    boolean rest() {
        return rest;
    }

    boolean at(int hour) {
        return (hours >> hour & 1) == 1;
    }

    Map<String, Integer> departments() {
        return departments;
    }

    int relation(Relation relation) {
        return relations[relation.ordinal()];
    }

    int streetMost() {
        return streetMost;
    }

    /** Strangers. */
    Set<Long> trail() {
        return trail;
    }

    /** @return whether the patient is new in this shift */
    boolean take(Reading reading, Standing standing, int before) {
        long second = reading.at().getEpochSecond();
        last = Math.max(last, second);
        int hour = (Math.floorMod(second + OFFSET_SECONDS, DAY_SECONDS) / HOUR_SECONDS + BEGINS_AT) % REST;
        hours |= 1L << (rest ? REST + hour : hour);
        devices(reading.terminal(), second, standing);
        Seen seen = patients.get(reading.patient());
        boolean fresh = seen == null;
        if (seen == null) {
            seen = new Seen();
            seen.standing = standing;
            if (patients.size() < PATIENTS_MAX) {
                patients.put(reading.patient(), seen);
            }
            seen.special = reading.traits().special();
            fresh(reading, standing, before, second);
        } else if (seen.standing == Standing.UNRELATED) {
            if (standing == Standing.OWN) {
                came(reading, seen);
            } else {
                add(Channel.MORE, 1);
            }
        }
        if (!reading.shown() && !seen.refused) {
            seen.refused = true;
            add(Channel.REFUSED, 1);
        }
        if (reading.emergency() && !seen.emergency) {
            seen.emergency = true;
            add(Channel.EMERGENCIES, 1);
            if (standing == Standing.OWN) {
                relate(reading);
            }
        }
        if (standing != Standing.OWN || reading.emergency() || !reading.shown()) {
            if (looks.size() < Finding.LOOKS_MAX) {
                looks.add(reading.look());
            }
        }
        return fresh;
    }

    private void fresh(Reading reading, Standing standing, int before, long second) {
        add(Channel.PATIENTS, 1);
        add(Channel.ABSENT, reading.care().stream().anyMatch(Reading.Care::now) ? 0 : 1);
        if (second - paceFrom >= PACE_SECONDS) {
            paceFrom = second;
            pace = 0;
        }
        counts[Channel.PACE.ordinal()] = Math.max(counts[Channel.PACE.ordinal()], ++pace);
        if (standing == Standing.OWN) {
            if (reading.relations().contains(Relation.SELF)) {
                relations[Relation.SELF.ordinal()]++;
            }
            return;
        }
        add(standing == Standing.UNRELATED ? Channel.UNRELATED : Channel.OTHER_NOW, 1);
        strangers++;
        if (standing == Standing.OTHER_NOW) {
            consulted.add(reading.patient());
        }
        relate(reading);
        String street = reading.traits().street();
        if (!street.isEmpty() && streets.size() < WORDS_MAX) {
            streetMost = Math.max(streetMost, streets.merge(street, 1, Integer::sum));
        }
        if (standing == Standing.UNRELATED) {
            add(Channel.SPECIAL, reading.traits().special() ? 1 : 0);
            add(Channel.MINORS, reading.traits().minor() ? 1 : 0);
            add(Channel.AGAIN, before > 0 ? 1 : 0);
            most = Math.max(most, before);
            trail.add(reading.patient());
            for (Reading.Care each : reading.care()) {
                departments.merge(each.department(), 1, Integer::sum);
            }
            byNumber.next(reading.patient());
            if (!reading.traits().name().isEmpty()) {
                byName.next(reading.traits().name());
            }
        }
    }

    /** A patient who was read before the visit was registered, and came. */
    private void came(Reading reading, Seen seen) {
        seen.standing = Standing.OWN;
        strangers--;
        trail.remove(reading.patient());
        add(Channel.UNRELATED, -1);
        add(Channel.ABSENT, -1);
        if (seen.refused) {
            add(Channel.REFUSED, -1);
        }
        add(Channel.SPECIAL, seen.special ? -1 : 0);
        add(Channel.MINORS, reading.traits().minor() ? -1 : 0);
        for (Relation each : reading.relations()) {
            relations[each.ordinal()]--;
        }
    }

    private void relate(Reading reading) {
        for (Relation each : reading.relations()) {
            relations[each.ordinal()]++;
        }
    }

    private void add(Channel channel, int more) {
        counts[channel.ordinal()] += more;
    }

    /** Back at a device within ten minutes of leaving it: somebody else may be at the other one. */
    private void devices(String here, long second, Standing standing) {
        boolean others = standing == Standing.OTHER_NOW;
        boolean changed = others != other;
        other = others;
        long since = second - lastAt;
        lastAt = second;
        if (here.isEmpty() || here.equals(terminal)) {
            return;
        }
        if (changed && since < PACE_SECONDS && !terminal.isEmpty()) {
            add(Channel.CROSSED, 1);
        }
        if (here.equals(before) && second - leftAt < PACE_SECONDS) {
            add(Channel.RETURNS, 1);
        }
        before = terminal;
        leftAt = switchedAt == 0 ? second : last;
        switchedAt = second;
        terminal = here;
    }

    /** The longest row of patients whose names or numbers only rise, or only fall. */
    static final class Run {
        private long number = Long.MIN_VALUE;
        private String name = "";
        private int up;
        private int down;
        private int longest;

        private void next(long next) {
            turn(Long.compare(next, number));
            number = next;
        }

        private void next(String next) {
            turn(next.compareTo(name));
            name = next;
        }

        private void turn(int direction) {
            up = direction > 0 ? up + 1 : 1;
            down = direction < 0 ? down + 1 : 1;
            longest = Math.max(longest, Math.max(up, down));
        }

        int longest() {
            return longest;
        }
    }
}
