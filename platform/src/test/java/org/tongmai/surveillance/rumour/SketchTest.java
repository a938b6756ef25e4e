package org.tongmai.surveillance.rumour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Near-duplicates are found by sketches: of the texts of items.tsv, changed a little or not at all. */
class SketchTest {

    private static final List<String> TEXTS = TestGazetteer.cells("/org/tongmai/surveillance/rumour/items.tsv").stream()
            .map(cells -> cells[6])
            .toList();

    private static double jaccard(String one, String other) {
        Set<String> both = new HashSet<>(Sketch.shingles(one));
        both.retainAll(Sketch.shingles(other));
        Set<String> either = new HashSet<>(Sketch.shingles(one));
        either.addAll(Sketch.shingles(other));
        return (double) both.size() / either.size();
    }

    /** Some characters of a text are others. */
    private static String edited(String text, int edits, Random random) {
        var edited = new StringBuilder(text);
        for (int i = 0; i < edits; i++) {
            edited.setCharAt(random.nextInt(edited.length()), (char) ('丁' + random.nextInt(40)));
        }
        return edited.toString();
    }

    @Test
    void theEstimateIsNearTheTruth() {
        Random random = new Random(3);
        double error = 0;
        int pairs = 0;
        for (String text : TEXTS) {
            for (int edits = 0; edits < 6; edits++) {
                String other = edited(text, edits, random);
                double off = Sketch.of(text).likeness(Sketch.of(other)) - jaccard(text, other);
                error += off * off;
                pairs++;
            }
        }

        assertThat(Math.sqrt(error / pairs)).isLessThan(0.06);
    }

    @Test
    void aRepeatWithOtherNumbersBlanksAndPunctuationIsTheSame() {
        assertThat(Sketch.of("5月3日，某小学32名学生呕吐。").numbers())
                .isEqualTo(Sketch.of("5月4日 某小学45名学生呕吐！").numbers());
    }

    @Test
    void duplicatesWithASmallEditAreFound() {
        Random random = new Random(5);

        long found = TEXTS.stream()
                .filter(text -> text.length() >= 30)
                .filter(text -> Sketch.of(text).alike(Sketch.of(edited(text, 1, random))))
                .count();

        assertThat(found)
                .isEqualTo(TEXTS.stream().filter(text -> text.length() >= 30).count());
    }

    @Test
    void textsOfDifferentEventsAreNotAlike() {
        for (int i = 0; i < TEXTS.size(); i++) {
            for (int j = i + 1; j < TEXTS.size(); j++) {
                assertThat(Sketch.of(TEXTS.get(i)).alike(Sketch.of(TEXTS.get(j))))
                        .as("%s / %s", TEXTS.get(i), TEXTS.get(j))
                        .isFalse();
            }
        }
    }

    @Test
    void likenessIsTheSameBothWaysAndAfterBeingKept() {
        Sketch one = Sketch.of(TEXTS.get(0));
        Sketch other = Sketch.of(edited(TEXTS.get(0), 2, new Random(1)));

        assertThat(one.likeness(other)).isEqualTo(other.likeness(one));
        assertThat(Sketch.kept(one.numbers()).likeness(other)).isEqualTo(one.likeness(other));
    }
}
