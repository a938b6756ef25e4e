package org.tongmai.intake.codes;

import com.hankcs.hanlp.HanLP;
import com.hankcs.hanlp.dictionary.py.Pinyin;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.tongmai.intake.codes.Standards.Standard;

/** Finds standard codes whose names are like another: by characters, by other names of the same thing, by sound. */
final class NameIndex {

    static final NameIndex EMPTY = new NameIndex(List.of());

    /** Codes that share most with a name and are compared with it. */
    private static final int COMPARED_MAX = 200;

    /** A pair of characters that so many names have tells little; names are not found by it alone. */
    private static final int COMMON = 5_000;

    private static final double BY_SOUND = 0.9;

    private static final double BY_ALIAS = 0.96;

    private static final double FOUND = 0.3;

    /** Words that say how, not what. */
    private static final List<String> NOISE = List.of("测定", "检测", "检查", "定量", "试验", "(", ")", "[", "]");

    /** Each line of {@code synonyms.tsv} holds names of one thing, the usual one first. */
    private static final Map<String, String> SYNONYMS = synonyms();

    private final List<Standard> codes;
    private final Map<String, List<Integer>> byGram = new HashMap<>();

    NameIndex(List<Standard> codes) {
        this.codes = codes;
        for (int i = 0; i < codes.size(); i++) {
            Set<String> grams = new HashSet<>();
            codes.get(i).names().forEach(name -> {
                String plain = plain(name);
                grams.addAll(grams(plain));
                grams.addAll(grams(usual(plain)));
                grams.addAll(sounds(plain));
            });
            int at = i;
            grams.forEach(gram ->
                    byGram.computeIfAbsent(gram, none -> new ArrayList<>()).add(at));
        }
    }

    /** How names are alike. */
    enum Like {
        /** The same name. */
        SAME,
        /** Another name of the same thing. */
        ALIAS,
        /** Like in characters. */
        LIKE,
        /** Like in sound. */
        SOUND
    }

    /** A code that goes by a like name. */
    record Found(Standard standard, double score, Like like, String name) {}

    /** The likest first. */
    List<Found> like(List<String> names, int most) {
        Map<Integer, Integer> shared = new HashMap<>();
        for (String name : names) {
            String plain = plain(name);
            Set<String> grams = new HashSet<>(grams(plain));
            grams.addAll(grams(usual(plain)));
            grams.addAll(sounds(plain));
            for (String gram : grams) {
                List<Integer> having = byGram.getOrDefault(gram, List.of());
                if (having.size() < COMMON || grams.size() < 3) {
                    having.forEach(each -> shared.merge(each, 1, Integer::sum));
                }
            }
        }
        return shared.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(COMPARED_MAX)
                .map(each -> best(names, codes.get(each.getKey())))
                .filter(found -> found.score() >= FOUND)
                .sorted(Comparator.comparingDouble(Found::score)
                        .reversed()
                        .thenComparing(found -> found.standard().code()))
                .limit(most)
                .toList();
    }

    private static Found best(List<String> names, Standard standard) {
        Found best = new Found(standard, 0, Like.LIKE, standard.display());
        for (String name : names) {
            for (int i = 0; i < standard.names().size(); i++) {
                Found found = alike(name, standard, standard.names().get(i), i == 0);
                best = found.score() > best.score() ? found : best;
            }
        }
        return best;
    }

    private static Found alike(String name, Standard standard, String other, boolean display) {
        String one = plain(name);
        String two = plain(other);
        if (one.isEmpty() || two.isEmpty()) {
            return new Found(standard, 0, Like.LIKE, other);
        }
        if (one.equals(two)) {
            return display
                    ? new Found(standard, 1, Like.SAME, other)
                    : new Found(standard, BY_ALIAS, Like.ALIAS, other);
        }
        String usualOne = usual(one);
        String usualTwo = usual(two);
        if (usualOne.equals(usualTwo)) {
            return new Found(standard, BY_ALIAS, Like.ALIAS, other);
        }
        double like = Math.max(dice(grams(one), grams(two)), dice(grams(usualOne), grams(usualTwo)));
        double sound = BY_SOUND * dice(sounds(one), sounds(two));
        return sound > like
                ? new Found(standard, sound, Like.SOUND, other)
                : new Found(standard, Math.min(like, BY_ALIAS), Like.LIKE, other);
    }

    /** Twice what is shared by the sum of both. */
    private static double dice(Set<String> one, Set<String> two) {
        if (one.isEmpty() || two.isEmpty()) {
            return 0;
        }
        long shared = one.stream().filter(two::contains).count();
        return 2.0 * shared / (one.size() + two.size());
    }

    /** Without width, case, spaces and words that say nothing of what it is. */
    static String plain(String name) {
        String text = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s·,，。、:：;_*#★▲-]+", "");
        for (String word : NOISE) {
            String without = text.replace(word, "");
            text = without.isEmpty() ? text : without;
        }
        return text;
    }

    private static String usual(String plain) {
        return SYNONYMS.getOrDefault(plain, plain);
    }

    /** Characters and pairs of neighbours. */
    private static Set<String> grams(String plain) {
        int[] points = plain.codePoints().toArray();
        Set<String> grams = new HashSet<>();
        for (int i = 0; i < points.length; i++) {
            grams.add(Character.toString(points[i]));
            if (i + 1 < points.length) {
                grams.add(new String(points, i, 2));
            }
        }
        return grams;
    }

    private static Set<String> sounds(String plain) {
        Set<String> sounds = new HashSet<>();
        String last = null;
        for (Pinyin each : HanLP.convertToPinyinList(plain)) {
            String syllable = each == Pinyin.none5 ? null : "~" + each.getPinyinWithoutTone();
            if (syllable != null) {
                sounds.add(syllable);
                if (last != null) {
                    sounds.add(last + syllable);
                }
            }
            last = syllable;
        }
        return sounds;
    }

    private static Map<String, String> synonyms() {
        try (var in = Objects.requireNonNull(NameIndex.class.getResourceAsStream("/intake/synonyms.tsv"))) {
            Map<String, String> usual = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        String[] names = line.split("\t");
                        for (String name : names) {
                            usual.put(plain(name), plain(names[0]));
                        }
                    });
            return usual;
        } catch (java.io.IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
