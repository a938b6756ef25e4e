package org.tongmai.access.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Surprise in bits, against exact sums. */
class TailTest {

    /** Of the exact sums, which are taken from one. */
    private static final double ROUNDING = 1e-12;

    @Test
    void a_poisson_count_is_never_said_to_be_more_surprising_than_it_is() {
        for (double mean : new double[] {0.1, 1, 5, 20}) {
            for (int count = 1; count < 60; count++) {
                double bits = Tail.poisson(count, mean);

                assertThat(Math.pow(2, -bits)).isGreaterThanOrEqualTo(poisson(count, mean) - ROUNDING);
            }
        }
    }

    @Test
    void a_negative_binomial_count_is_never_said_to_be_more_surprising_than_it_is() {
        for (double mean : new double[] {0.2, 2, 10}) {
            for (double evenness : new double[] {0.5, 2, 20}) {
                for (int count = 1; count < 60; count++) {
                    double bits = Tail.negativeBinomial(count, mean, evenness);

                    assertThat(Math.pow(2, -bits))
                            .isGreaterThanOrEqualTo(negativeBinomial(count, mean, evenness) - ROUNDING);
                }
            }
        }
    }

    @Test
    void hits_are_never_said_to_be_more_surprising_than_they_are() {
        for (double probability : new double[] {0.01, 0.2, 0.7}) {
            for (int hits = 1; hits <= 20; hits++) {
                double bits = Tail.binomial(hits, 20, probability);

                assertThat(Math.pow(2, -bits)).isGreaterThanOrEqualTo(binomial(hits, 20, probability) - ROUNDING);
            }
        }
    }

    @Test
    void six_in_a_row_are_one_in_720() {
        assertThat(Tail.monotone(6)).isCloseTo(Math.log(720) / Math.log(2), within(1e-9));
    }

    @Test
    void what_is_usual_surprises_nobody() {
        assertThat(Tail.poisson(3, 4)).isZero();
        assertThat(Tail.negativeBinomial(3, 4, 1)).isZero();
        assertThat(Tail.binomial(1, 10, 0.5)).isZero();
    }

    private static double poisson(int count, double mean) {
        double term = Math.exp(-mean);
        double below = 0;
        for (int i = 0; i < count; i++) {
            below += term;
            term *= mean / (i + 1);
        }
        return 1 - below;
    }

    private static double negativeBinomial(int count, double mean, double evenness) {
        double success = evenness / (evenness + mean);
        double term = Math.pow(success, evenness);
        double below = 0;
        for (int i = 0; i < count; i++) {
            below += term;
            term *= (evenness + i) / (i + 1) * (1 - success);
        }
        return 1 - below;
    }

    private static double binomial(int hits, int trials, double probability) {
        double term = Math.pow(1 - probability, trials);
        double below = 0;
        for (int i = 0; i < hits; i++) {
            below += term;
            term *= (double) (trials - i) / (i + 1) * probability / (1 - probability);
        }
        return 1 - below;
    }
}
