package org.tongmai.access.sentinel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one reader is used to, and the shift that goes on. Some kilobytes, however much was read. */
final class Habit {

    /** The kind of those who read of patients who went home. */
    private static final String PAST = "past";

    /** The kind of those who see patients of many departments. */
    private static final String WIDE = "wide";

    private static final int TERMINALS_MAX = 16;
    private static final int DEPARTMENTS_MAX = 16;
    private static final int STRANGERS_MAX = 48;
    private static final int CONSULTED_MAX = 128;

    /** Shifts after which somebody's way of working is known. */
    private static final int SETTLED = 3;

    /** Share of patients without a visit from which on that is somebody's work. */
    private static final double MOSTLY = 0.45;

    /** Share of a department from which on somebody belongs to it and not to many. */
    private static final double MAINLY = 0.4;

    /** Shifts that the slow sign looks back. */
    static final int LONG = 14;

    final double[] sum = new double[Channel.COUNT];
    final double[] hours = new double[Shift.HOURS];
    final Map<String, Double> departments = new HashMap<>();
    double seenInDepartments;
    final Map<String, Long> terminals = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > TERMINALS_MAX;
        }
    };
    /** Strangers read lately. */
    final Map<Long, Met> strangers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Met> eldest) {
            return size() > STRANGERS_MAX;
        }
    };
    /** Patients of other departments who were there when they were first read; whoever was asked about them reads on later. */
    final Map<Long, Long> consulted = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > CONSULTED_MAX;
        }
    };

    final int[] unrelated = new int[LONG];
    int shiftsSeen;
    double shifts;
    double workShifts;
    double restShifts;
    private long faded;

    @Nullable
    Shift shift;

    /** The case that goes on, or what may become one. */
    double energy;

    long caseFrom;
    long caseDay;
    double told;
    final List<Long> evidence = new ArrayList<>();

    /**
     * A stranger, read before.
     *
     * @param last shift in which last
     * @param shifts in how many
     */
    record Met(long last, int shifts) {}

    /** Usual count of this reader in a shift, by the own past and the peers. */
    double mean(int channel, Peers peers, double own, double peerDays) {
        return (sum[channel] + own * peers.mean(channel, peerDays)) / (shifts + own);
    }

    double hour(int hour, Peers peers, double own, double peerDays) {
        double shiftsOf = hour < Shift.REST ? workShifts : restShifts;
        return (hours[hour] + own * peers.hour(hour, peerDays)) / (shiftsOf + own);
    }

    /** The department that most patients are of; empty while unknown. */
    String department() {
        String most = "";
        double count = 0;
        for (var each : departments.entrySet()) {
            if (each.getValue() > count) {
                count = each.getValue();
                most = each.getKey();
            }
        }
        return most;
    }

    /**
     * Which peers: those of the same department; or those who see patients of many; or, of these, those who read of patients who
     * went home.
     */
    String kind() {
        int patients = Channel.PATIENTS.ordinal();
        int unrelated = Channel.UNRELATED.ordinal();
        if (shiftsSeen >= SETTLED && sum[unrelated] > MOSTLY * sum[patients]) {
            return PAST;
        }
        String most = department();
        return share(most) >= MAINLY ? most : WIDE;
    }

    /** Whether most patients are of one department. */
    boolean oneDepartment() {
        String kind = kind();
        return !kind.equals(PAST) && !kind.equals(WIDE);
    }

    double share(String department) {
        return seenInDepartments == 0 ? 0 : departments.getOrDefault(department, 0.0) / seenInDepartments;
    }

    void sees(String department, double weight) {
        if (departments.containsKey(department) || departments.size() < DEPARTMENTS_MAX) {
            departments.merge(department, weight, Double::sum);
        }
        seenInDepartments += weight;
    }

    /** Counts the shift that ended; a count beyond what is plausible teaches no more than that. */
    void learn(Shift ended, double[] expected, boolean settled) {
        for (int i = 0; i < Channel.COUNT; i++) {
            double mean = expected[i];
            double plausible = mean + 3 * Math.sqrt(mean + mean * mean * 0.3) + 1;
            sum[i] += settled ? Math.min(ended.count(i), plausible) : ended.count(i);
        }
        for (int hour = 0; hour < Shift.HOURS; hour++) {
            if (ended.at(hour)) {
                hours[hour]++;
            }
        }
        shifts++;
        if (ended.rest()) {
            restShifts++;
        } else {
            workShifts++;
        }
        unrelated[shiftsSeen % LONG] = ended.count(Channel.UNRELATED.ordinal());
        shiftsSeen++;
        ended.trail()
                .forEach(each -> strangers.merge(
                        each, new Met(ended.day, 1), (before, one) -> new Met(ended.day, before.shifts() + 1)));
    }

    void fade(long day, double halfLife) {
        if (faded == 0) {
            faded = day;
        }
        double left = Math.pow(0.5, (day - faded) / halfLife);
        faded = day;
        for (double[] each : new double[][] {sum, hours}) {
            for (int i = 0; i < each.length; i++) {
                each[i] *= left;
            }
        }
        shifts *= left;
        workShifts *= left;
        restShifts *= left;
        seenInDepartments *= left;
        departments.replaceAll((name, count) -> count * left);
    }
}
