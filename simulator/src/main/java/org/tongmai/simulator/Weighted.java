package org.tongmai.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A list from which each element is drawn as often as its weight says. */
final class Weighted<T> {

    private final List<T> elements;
    private final double[] sums;

    Weighted(List<T> elements, ToDoubleFunction<T> weight) {
        this.elements = elements.stream()
                .filter(element -> weight.applyAsDouble(element) > 0)
                .toList();
        if (this.elements.isEmpty()) {
            throw new IllegalArgumentException("nothing has a weight above 0");
        }
        this.sums = new double[this.elements.size()];
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += weight.applyAsDouble(this.elements.get(i));
            sums[i] = sum;
        }
    }

    private Weighted(List<T> elements, double[] sums) {
        this.elements = elements;
        this.sums = sums;
    }

    /** The same weights for something made of each element. */
    <R> Weighted<R> map(Function<T, R> made) {
        return new Weighted<>(elements.stream().map(made).toList(), sums);
    }

    T draw(Dice dice) {
        int at = Arrays.binarySearch(sums, dice.fraction() * sums[sums.length - 1]);
        return elements.get(Math.min(at < 0 ? -at - 1 : at + 1, sums.length - 1));
    }
}
