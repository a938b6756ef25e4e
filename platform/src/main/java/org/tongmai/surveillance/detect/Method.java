package org.tongmai.surveillance.detect;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** The methods by the names that people give them, with the parameters, names and defaults of R's package surveillance. */
public enum Method {
    EARS_C1("ears-c1", given -> ears(given, Ears.Variant.C1, 0.001)),
    EARS_C2("ears-c2", given -> ears(given, Ears.Variant.C2, 0.001)),
    EARS_C3("ears-c3", given -> ears(given, Ears.Variant.C3, 0.025)),
    FARRINGTON("farrington", Method::farrington),
    FARRINGTON_FLEXIBLE("farrington-flexible", Method::farringtonFlexible),
    CUSUM("cusum", Method::cusum),
    GLR_POISSON("glr-poisson", given -> ratio(given, OptionalDouble.of(0))),
    GLR_NEGATIVE_BINOMIAL("glr-negbin", given -> ratio(given, given.number("alpha"))),
    LR_POISSON("lr-poisson", Method::ratioTold),
    BAYES(
            "bayes",
            given -> new Bayes(
                    given.whole("b", 0), given.whole("w", 6), given.flag("actY", true), given.number("alpha", 0.05))),
    RKI("rki", given -> new Rki(given.whole("b", 2), given.whole("w", 4), given.flag("actY", false))),
    CDC("cdc", given -> new Cdc(given.whole("b", 5), given.whole("m", 1), given.number("alpha", 0.025))),
    MOVING_PERCENTILE(
            "moving-percentile",
            given -> new MovingPercentile(
                    given.whole("years", 5),
                    given.number("percentile", 0.8),
                    given.whole("type", 7),
                    given.whole("window", 1))),
    EWMA("ewma", given -> new Ewma(given.number("lambda", 0.2), given.number("L", 3))),
    FIXED_THRESHOLD(
            "fixed-threshold",
            given -> new FixedThreshold(given.whole("cases", 1), given.whole("window", 7), given.whole("quiet", 0)));

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final Function<Parameters, Detector> make;

    Method(String word, Function<Parameters, Detector> make) {
        this.word = word;
        this.make = make;
    }

    /** The name that people give it. */
    public String word() {
        return word;
    }

    /** All names, in the order of this page. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Method::word).toList();
    }

    /** @throws Problem {@code surveillance.method-unknown} */
    public static Method of(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        Kind.INVALID,
                        "surveillance.method-unknown",
                        "There is no method '" + word + "'.",
                        "The methods are " + words().stream().collect(Collectors.joining(", ")) + ".",
                        "Name one of them."));
    }

    /**
     * The detector with these parameters, and the defaults for the others.
     *
     * @throws Problem {@code surveillance.parameter-unknown}, {@code surveillance.parameter-wrong}
     */
    public Detector with(Map<String, String> parameters) {
        var given = new Parameters(word, parameters);
        Detector detector = make.apply(given);
        given.done();
        return detector;
    }

    private static Detector ears(Parameters given, Ears.Variant variant, double alpha) {
        return new Ears(variant, given.whole("baseline", 7), given.number("minSigma", 0), given.number("alpha", alpha));
    }

    private static Detector farrington(Parameters given) {
        double[] limit = given.pair("limit54", 5, 4);
        return new Farrington(
                given.whole("b", 5),
                given.whole("w", 3),
                given.number("alpha", 0.05),
                given.flag("reweight", true),
                given.flag("trend", true),
                given.choice("powertrans", PowerTransform.TWO_THIRDS),
                limit[0],
                Parameters.whole("limit54", limit[1]),
                given.choice("fitFun", Farrington.Model.FAST));
    }

    private static Detector farringtonFlexible(Parameters given) {
        double[] limit = given.pair("limit54", 5, 4);
        int around = given.whole("w", 3);
        return new FarringtonFlexible(
                given.whole("b", 5),
                around,
                given.flag("reweight", true),
                given.number("weightsThreshold", 2.58),
                given.number("alpha", 0.05),
                given.flag("trend", true),
                given.number("pThresholdTrend", 0.05),
                limit[0],
                Parameters.whole("limit54", limit[1]),
                given.choice("powertrans", PowerTransform.TWO_THIRDS),
                given.whole("noPeriods", 1),
                given.whole("pastWeeksNotIncluded", around),
                given.choice("thresholdMethod", FarringtonFlexible.Threshold.DELTA),
                given.flag("populationOffset", false));
    }

    private static Detector cusum(Parameters given) {
        String m = given.text("m", Cusum.Mean.MEAN.toString());
        boolean learned = m.equals(Cusum.Mean.MEAN.toString()) || m.equals(Cusum.Mean.GLM.toString());
        return new Cusum(
                given.number("k", 1.04),
                given.number("h", 2.26),
                learned ? given.choice("m", Cusum.Mean.MEAN) : Cusum.Mean.TOLD,
                learned ? OptionalDouble.empty() : given.number("m"),
                given.choice("trans", Cusum.Transform.STANDARD),
                given.number("alpha", 0.1));
    }

    private static Detector ratioTold(Parameters given) {
        if (given.number("theta").isEmpty()) {
            throw Refusal.parameterWrong(
                    "theta", "", "lr-poisson needs it: the logarithm of the factor that is looked for.");
        }
        return ratio(given, OptionalDouble.of(0));
    }

    private static Detector ratio(Parameters given, OptionalDouble dispersion) {
        if (dispersion.isPresent() && given.number("alpha", dispersion.getAsDouble()) != dispersion.getAsDouble()) {
            throw Refusal.parameterWrong("alpha", "", "A Poisson method has alpha 0; glr-negbin takes another.");
        }
        return new LikelihoodRatio(
                given.number("c.ARL", 5),
                given.number("theta"),
                dispersion,
                given.whole("S", 1),
                given.flag("trend", false),
                given.choice("ret", LikelihoodRatio.Answer.VALUE),
                given.whole("M", -1),
                given.whole("Mtilde", 1),
                given.choice("dir", LikelihoodRatio.Direction.INCREASE));
    }
}
