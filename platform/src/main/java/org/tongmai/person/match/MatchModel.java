package org.tongmai.person.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.person.match.Judgement.Rule;
import org.tongmai.person.match.Judgement.Verdict;

/**
 * Judges whether two registrations are of one person: rules for what is certain, and for the rest the sum of the weights of
 * the traits by Fellegi and Sunter, {@code log2(m/u)} each. The chances m and u are data: those shipped ({@code chances.tsv})
 * are from the literature, {@link Fitting} estimates others from registrations without labels. Two runs of one version judge
 * alike.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1969.10501049">Fellegi and Sunter 1969</a>
 */
public final class MatchModel {

    /** Changes with every rule, finding and blocking key: what was judged under another is judged anew. */
    public static final int RULES = 5;

    /** Chance that a registration drawn at random is of the same person, in bits: one in 67 million, a large province. */
    public static final double PRIOR = -26;

    /** Odds of 1,000 to 1 that a link is right. */
    public static final double SAME_LEAST = 10;

    /** Even odds: worth a steward's look. */
    static final double POSSIBLE_LEAST = 0;

    /** A name borne by this many registrations says what its characters say; by more, less. */
    static final int HOLDERS_FREE = 64;

    /** Phone, address and contact person are those of a household: together they say less than their sum. */
    private static final double HOUSEHOLD_MOST = 22;

    /** The least that names which agree somehow can say, in bits. */
    private static final double NAME_LEAST = 2;

    /** The number of the model that is shipped. */
    private static final int SHIPPED = 1;

    private static final MatchModel FIRST = read(SHIPPED, Lines.of("chances.tsv"));

    /**
     * How often a finding comes up.
     *
     * @param m share of the pairs of one person, of those where both sides tell
     * @param u share of the pairs of two persons; of names other than the same: for each time that strangers' names are the same
     */
    public record Chances(double m, double u) {

        public Chances {
            if (!(m > 0 && m <= 1 && u > 0)) {
                throw new IllegalArgumentException("m must be above 0 and at most 1, u above 0: " + m + ", " + u);
            }
        }

        /** The weight. */
        public double bits() {
            return Math.log(m / u) / Math.log(2);
        }
    }

    private final int version;
    private final Map<String, Map<String, Chances>> chances;
    private final EnumMap<Trait, double[]> bits = new EnumMap<>(Trait.class);

    /**
     * @param version the number of the model in this index
     * @param chances by the words of trait and finding; each finding that tells something must be there
     */
    public MatchModel(int version, Map<String, Map<String, Chances>> chances) {
        this.version = version;
        var all = new HashMap<String, Map<String, Chances>>();
        chances.forEach((trait, findings) -> all.put(trait, Map.copyOf(findings)));
        this.chances = Map.copyOf(all);
        for (Trait trait : Trait.values()) {
            double[] weights = new double[trait.findings().size()];
            for (Found found : trait.findings()) {
                weights[found.ordinal()] = found.told() ? of(trait, found).bits() : 0;
            }
            bits.put(trait, weights);
        }
    }

    /** The model that is shipped. */
    public static MatchModel shipped() {
        return FIRST;
    }

    public int version() {
        return version;
    }

    /** The chances by the words of trait and finding. */
    public Map<String, Map<String, Chances>> chances() {
        return chances;
    }

    Chances of(Trait trait, Found found) {
        Chances known = chances.getOrDefault(trait.word(), Map.of()).get(found.word());
        return Objects.requireNonNull(known, () -> "no chances of " + trait.word() + " " + found.word());
    }

    /** Whether name and birth date are the same or near, where both tell them; by no chances. */
    public static boolean alike(Registration one, Registration other) {
        Comparison comparison = Comparison.of(one, other);
        return comparison.name() != NameFinding.DIFFERENT && comparison.birthDate() != BirthDates.Finding.DIFFERENT;
    }

    /** The judgement about two registrations; the same in both directions. */
    public Judgement judge(Registration one, Registration other) {
        return judge(Comparison.of(one, other));
    }

    /** What would have been judged otherwise, each a sentence about one trait; at most one for each trait and verdict. */
    public List<Reason> wouldChange(Registration one, Registration other) {
        Comparison comparison = Comparison.of(one, other);
        Verdict now = judge(comparison).verdict();
        var changes = new ArrayList<Reason>();
        for (Trait trait : Trait.values()) {
            var told = new ArrayList<Verdict>();
            for (Found found :
                    List.of(trait.findings().getFirst(), trait.findings().getLast())) {
                Verdict then = judge(comparison.with(trait, found)).verdict();
                if (found.told() && then != now && !told.contains(then)) {
                    told.add(then);
                    changes.add(
                            new Reason("would-change", trait.word() + " " + found.word(), sentence(found, then), 0));
                }
            }
        }
        return changes;
    }

    Judgement judge(Comparison comparison) {
        double bits = bits(comparison);
        return switch (comparison.name()) {
            case DIFFERENT -> otherName(comparison, bits);
            case STOPGAP -> stopgap(comparison, bits);
            case SAME,
                    PARTLY_HIDDEN,
                    SOUNDS_SAME,
                    LOOKS_SAME,
                    ONE_LETTER,
                    REORDERED,
                    TRANSLITERATED,
                    SHORTENED,
                    MISSING,
                    OTHER_SCRIPT -> agreeing(comparison, bits);
        };
    }

    /** The evidence for one person, prior included. */
    double bits(Comparison comparison) {
        return PRIOR
                + weight(comparison, Trait.NAME)
                + weight(comparison, Trait.BIRTH_DATE)
                + weight(comparison, Trait.SEX)
                + weight(comparison, Trait.NUMBER)
                + weight(comparison, Trait.DOCUMENT)
                + household(comparison);
    }

    private double household(Comparison comparison) {
        return Math.min(
                HOUSEHOLD_MOST,
                weight(comparison, Trait.PHONE)
                        + weight(comparison, Trait.ADDRESS)
                        + weight(comparison, Trait.GUARDIAN));
    }

    private double weight(Comparison comparison, Trait trait) {
        double weight = weight(trait, comparison.found(trait));
        return trait == Trait.NAME && comparison.name().compatible()
                ? Math.max(NAME_LEAST, comparison.rarity() + weight)
                : weight;
    }

    private double weight(Trait trait, Found found) {
        double[] weights = bits.get(trait);
        return weights == null ? 0 : weights[found.ordinal()];
    }

    private static Text sentence(Found found, Verdict then) {
        return switch (then) {
            case SAME ->
                new Text(
                        "若" + found.text().zh() + "，则判为同一人",
                        "If " + found.text().en() + ": one person.");
            case POSSIBLE ->
                new Text(
                        "若" + found.text().zh() + "，则须人工确认",
                        "If " + found.text().en() + ": a steward decides.");
            case DIFFERENT ->
                new Text(
                        "若" + found.text().zh() + "，则判为不同的人",
                        "If " + found.text().en() + ": two persons.");
        };
    }

    private Judgement otherName(Comparison comparison, double bits) {
        boolean sameNumber = comparison.number() == NumberFinding.SAME
                || comparison.number() == NumberFinding.SAME_DOUBTED
                || comparison.sameDocument();
        return sameNumber
                ? judgement(Verdict.POSSIBLE, true, bits, Rule.SAME_NUMBER_OTHER_NAME, comparison)
                : judgement(Verdict.DIFFERENT, true, bits, Rule.OTHER_NAME, comparison);
    }

    /** Twins are written down under one mother's name: only a document of the child's own tells them apart. */
    private Judgement stopgap(Comparison comparison, double bits) {
        if (comparison.number() == NumberFinding.DIFFERENT) {
            return judgement(Verdict.DIFFERENT, true, bits, Rule.OTHER_NUMBER, comparison);
        }
        if (comparison.number() == NumberFinding.SAME && comparison.birthDate().near()) {
            return judgement(Verdict.SAME, false, bits, Rule.SAME_NUMBER, comparison);
        }
        boolean one = comparison.birthDate() == BirthDates.Finding.SAME
                && (comparison.sameDocument()
                        || comparison.guardian() == Comparison.GuardianFinding.SAME
                        || comparison.phone() == Comparison.PhoneFinding.SAME);
        return judgement(one ? Verdict.POSSIBLE : Verdict.DIFFERENT, true, bits, Rule.STOPGAP_NAME, comparison);
    }

    private Judgement agreeing(Comparison comparison, double bits) {
        if (comparison.number() == NumberFinding.DIFFERENT) {
            boolean odd = bits - weight(Trait.NUMBER, NumberFinding.DIFFERENT) >= SAME_LEAST;
            return judgement(odd ? Verdict.POSSIBLE : Verdict.DIFFERENT, true, bits, Rule.OTHER_NUMBER, comparison);
        }
        boolean born = comparison.birthDate() != BirthDates.Finding.DIFFERENT;
        boolean sameNumber = comparison.number() == NumberFinding.SAME && born;
        if (sameNumber && !comparison.numberNeedsName()) {
            Rule rule = comparison.name().told() ? Rule.SAME_NUMBER : Rule.SAME_NUMBER_NO_NAME;
            return judgement(Verdict.SAME, false, bits, rule, comparison);
        }
        if (bits >= SAME_LEAST && comparison.perhapsTwins() && bits - lent(comparison) < SAME_LEAST) {
            return judgement(Verdict.POSSIBLE, comparison.sameCard(), bits, Rule.PERHAPS_TWINS, comparison);
        }
        boolean doubted = sameNumber || comparison.number() == NumberFinding.SAME_DOUBTED;
        if (doubted && bits - weight(comparison, Trait.NUMBER) < SAME_LEAST) {
            return judgement(Verdict.POSSIBLE, false, bits, Rule.DOUBTED_NUMBER, comparison);
        }
        if (bits >= SAME_LEAST && comparison.name().compatible() && born) {
            Rule rule = comparison.sameDocument() ? Rule.SAME_DOCUMENT : Rule.WEIGHTS;
            return judgement(Verdict.SAME, false, bits, rule, comparison);
        }
        return judgement(
                bits >= POSSIBLE_LEAST ? Verdict.POSSIBLE : Verdict.DIFFERENT, false, bits, Rule.WEIGHTS, comparison);
    }

    /** What those say together who live together or show one card. */
    private double lent(Comparison comparison) {
        return household(comparison) + (comparison.sameCard() ? weight(comparison, Trait.DOCUMENT) : 0);
    }

    private Judgement judgement(Verdict verdict, boolean forbids, double bits, Rule rule, Comparison comparison) {
        return new Judgement(verdict, forbids, bits, rule, version, reasons(comparison));
    }

    /** The finding of each trait that tells something, heaviest first. */
    private List<Reason> reasons(Comparison comparison) {
        return Arrays.stream(Trait.values())
                .filter(trait -> comparison.found(trait).told() || (trait != Trait.DOCUMENT && trait != Trait.GUARDIAN))
                .map(trait -> new Reason(
                        trait.word(),
                        comparison.found(trait).word(),
                        comparison.found(trait).text(),
                        weight(comparison, trait)))
                .sorted(Comparator.comparingDouble((Reason reason) -> -Math.abs(reason.weight())))
                .toList();
    }

    /** Rows of trait, finding, m, u and where the figures are from, parted by tabs; a line with {@code #} is a remark. */
    private static MatchModel read(int version, List<String> lines) {
        var chances = new HashMap<String, Map<String, Chances>>();
        for (String line : lines) {
            if (!line.startsWith("#")) {
                String[] row = line.split("\t", -1);
                chances.computeIfAbsent(row[0], none -> new HashMap<>())
                        .put(row[1], new Chances(Double.parseDouble(row[2]), Double.parseDouble(row[3])));
            }
        }
        return new MatchModel(version, chances);
    }
}
