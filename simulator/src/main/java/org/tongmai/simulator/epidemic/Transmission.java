package org.tongmai.simulator.epidemic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One outbreak from person to person: who is infected falls ill after the incubation period, infects others in the group (class or
 * workplace), the school around it, the household and beyond, day by day while infectious. Schools infect on school days only; most of
 * those who are ill stay at home from the day after the onset; the more of a group were infected, the fewer are left. Measures of people
 * who notice by themselves reduce contacts from a day on that depends on nothing but chance.
 */
final class Transmission {

    private static final int CLASS = 42;
    private static final int SCHOOL = 900;
    private static final int WORK = 70;
    private static final int HOUSEHOLD = 2;
    private static final double IN_CLASS = 0.65;
    private static final double COMMUNITY = 0.1;
    private static final double AT_HOME = 0.7;
    private static final double MEASURES = 0.25;
    private static final int MEASURES_EARLIEST = 12;
    private static final int MEASURES_LATEST = 28;
    private static final int DAYS_MOST = 70;
    private static final int INFECTED_MOST = 250;
    /** Sites of a county that are not that of the outbreak. */
    private static final int OTHER_SITES = 100_000;

    private final Condition condition;
    private final Draws draws;
    private final Days days;
    private final int site;

    /** Where an outbreak spreads. */
    private record Group(boolean school, int members, int around, double reproduction) {}

    private record Infected(int id, int by, Outbreak.Setting setting, boolean pupil, int site, int day) {}

    Transmission(Condition condition, Draws draws, Days days, int site) {
        this.condition = condition;
        this.draws = draws;
        this.days = days;
        this.site = site;
    }

    /** Those who fell ill, by the day of onset. */
    List<Outbreak.Case> spread(Outbreak.Kind kind, int began) {
        Group group =
                switch (kind) {
                    case SCHOOL -> new Group(true, CLASS, SCHOOL, condition.schoolR());
                    case PERSON, POINT -> new Group(false, WORK, WORK, condition.workR());
                };
        var waiting = new ArrayDeque<Infected>();
        int first = kind == Outbreak.Kind.POINT
                ? 6
                        + (int) StrictMath.round(
                                StrictMath.exp(2.4 + 0.7 * draws.dice().normal()))
                : 1 + draws.dice().below(2);
        boolean pupils = kind == Outbreak.Kind.SCHOOL
                || kind == Outbreak.Kind.POINT && draws.dice().chance(0.5);
        for (int i = 0; i < Math.min(first, INFECTED_MOST); i++) {
            waiting.add(new Infected(i, -1, Outbreak.Setting.SOURCE, pupils, site, began));
        }
        int measures = began + draws.dice().between(MEASURES_EARLIEST, MEASURES_LATEST);
        int infected = waiting.size();
        int inGroup = kind == Outbreak.Kind.POINT ? 0 : infected;
        var cases = new ArrayList<Outbreak.Case>();
        while (!waiting.isEmpty()) {
            Infected each = waiting.poll();
            int onset = each.day
                    + Math.max(0, (int)
                            StrictMath.round(draws.gamma(condition.incubation(), condition.incubationSd()) - 0.5));
            boolean ill = draws.dice().chance(condition.sick());
            if (ill) {
                cases.add(
                        new Outbreak.Case(each.id, each.by, each.setting, each.pupil, each.site, each.day, onset, -1));
            }
            for (Infected next : infects(each, onset, ill, group, inGroup, measures)) {
                if (infected < INFECTED_MOST && next.day < began + DAYS_MOST) {
                    waiting.add(new Infected(infected, next.by, next.setting, next.pupil, next.site, next.day));
                    inGroup += next.site == site ? 1 : 0;
                    infected++;
                }
            }
        }
        cases.sort(Comparator.comparingInt(Outbreak.Case::onset).thenComparingInt(Outbreak.Case::id));
        return cases;
    }

    private List<Infected> infects(Infected by, int onset, boolean ill, Group group, int inGroup, int measures) {
        var next = new ArrayList<Infected>();
        int from = by.day + (int) StrictMath.round(condition.latent());
        int length =
                Math.max(1, (int) StrictMath.round(draws.gamma(condition.infectious(), condition.infectious() / 3)));
        boolean home = ill && draws.dice().chance(AT_HOME);
        for (int day = from; day < from + length; day++) {
            double contact = day >= measures ? MEASURES : 1;
            boolean away = home && day > onset;
            boolean there = by.site == site && !away && (!group.school || days.school(day));
            if (there) {
                // school weeks have five days, so each of them takes a larger part of the reproduction number
                double daily = contact * group.reproduction / length * (group.school ? 1.4 : 1);
                double close = Math.max(0, 1 - (double) inGroup / group.members);
                double far = Math.max(0, 1 - (double) inGroup / group.around);
                double chance = group.school ? IN_CLASS * close + (1 - IN_CLASS) * far : far;
                for (int i = draws.poisson(daily * chance); i > 0; i--) {
                    next.add(new Infected(
                            0,
                            by.id,
                            group.school ? Outbreak.Setting.SCHOOL : Outbreak.Setting.WORK,
                            group.school,
                            site,
                            day));
                }
            }
            for (int i = draws.poisson(contact * COMMUNITY / length); i > 0; i--) {
                next.add(new Infected(
                        0, by.id, Outbreak.Setting.COMMUNITY, draws.dice().chance(0.3), elsewhere(), day));
            }
        }
        if (by.setting != Outbreak.Setting.HOUSEHOLD) {
            for (int i = 0; i < HOUSEHOLD; i++) {
                if (draws.dice().chance(condition.household())) {
                    boolean pupil = draws.dice().chance(0.3);
                    next.add(new Infected(
                            0,
                            by.id,
                            Outbreak.Setting.HOUSEHOLD,
                            pupil,
                            elsewhere(),
                            from + draws.dice().below(length)));
                }
            }
        }
        return next;
    }

    private int elsewhere() {
        return OTHER_SITES + draws.dice().below(OTHER_SITES);
    }
}
