import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes a table of people with duplicates, to measure {@code tongmai match}: {@code java bench/MatchFile.java RECORDS FILE}.
 *
 * <p>Half of the records are originals, half copies with errors, after the error model of Febrl's generator (Christen and Pudjijono
 * 2009, doi 10.1007/978-3-642-01307-2_47): each copy has one to three modifications, a field at most two, of which 2 in 10 lose the
 * value, 1 in 10 swap given name and surname or take another value, and the rest are slips: insert, delete, replace, transpose. Names
 * are made of syllables and their frequencies follow Zipf's law, so nobody in the file exists. {@code rec_id} tells the truth: {@code
 * rec-17-org}, {@code rec-17-dup-0}.
 */
public final class MatchFile {

    private static final String HEADER =
            "rec_id,given_name,surname,street_number,address_1,suburb,postcode,state,date_of_birth,phone_number,soc_sec_id,entity";
    private static final String[] ONSETS =
            "b c d f g h j k l m n p r s t v w br ch cl dr fr gr kr ph sh st th tr".split(" ");
    private static final String[] RIMES =
            "a e i o u an ar el en er in is on or y ey ie ell ert ice and ley son ton".split(" ");
    private static final String[] STREETS = "street road avenue place crescent close drive court".split(" ");
    private static final String[] STATES = "nsw vic qld wa sa tas act nt".split(" ");
    private static final int COPIES_MOST = 4;

    private final SplittableRandom dice = new SplittableRandom(20261122);
    private final String[] given = words(3_000, 2);
    private final String[] surnames = words(60_000, 3);
    private final String[] suburbs = words(4_000, 3);
    private final String[] streets = words(30_000, 2);

    public static void main(String[] arguments) throws IOException {
        new MatchFile().write(Integer.parseInt(arguments[0]), Path.of(arguments[1]));
    }

    private void write(int records, Path file) throws IOException {
        String[][] rows = new String[records][];
        int size = 0;
        for (int person = 0; size < records; person++) {
            String[] original = person(person);
            rows[size++] = original;
            int copies = dice.nextInt(3) == 0 ? 1 + dice.nextInt(COPIES_MOST) : dice.nextInt(2);
            for (int copy = 0; copy < copies && size < records; copy++) {
                rows[size++] = copy(original, person, copy);
            }
        }
        for (int i = records - 1; i > 0; i--) {
            int j = dice.nextInt(i + 1);
            String[] row = rows[i];
            rows[i] = rows[j];
            rows[j] = row;
        }
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(HEADER);
            out.newLine();
            for (String[] row : rows) {
                out.write(String.join(",", row));
                out.newLine();
            }
        }
    }

    private String[] person(int number) {
        int suburb = zipf(suburbs.length);
        return new String[] {
            "rec-" + number + "-org",
            given[zipf(given.length)],
            surnames[zipf(surnames.length)],
            String.valueOf(1 + zipf(400)),
            streets[zipf(streets.length)] + " " + STREETS[dice.nextInt(STREETS.length)],
            suburbs[suburb],
            String.valueOf(2000 + suburb * 7 % 6000),
            STATES[suburb % STATES.length],
            String.format(
                    Locale.ROOT, "%d%02d%02d", 1920 + dice.nextInt(100), 1 + dice.nextInt(12), 1 + dice.nextInt(28)),
            dice.nextInt(5) == 0
                    ? ""
                    : String.format(Locale.ROOT, "0%d %08d", 2 + dice.nextInt(7), dice.nextInt(100_000_000)),
            String.valueOf(1_000_000 + dice.nextInt(9_000_000)),
            String.valueOf(number)
        };
    }

    private String[] copy(String[] original, int person, int copy) {
        String[] row = original.clone();
        row[0] = "rec-" + person + "-dup-" + copy;
        for (int left = 1 + dice.nextInt(3); left > 0; left--) {
            int field = 1 + dice.nextInt(row.length - 2);
            int kind = dice.nextInt(10);
            if (kind < 2) {
                row[field] = "";
            } else if (kind == 2 && field <= 2) {
                String name = row[1];
                row[1] = row[2];
                row[2] = name;
            } else if (kind == 2) {
                row[field] = person(0)[field];
            } else {
                row[field] = slip(row[field]);
            }
        }
        return row;
    }

    private String slip(String value) {
        if (value.length() < 2) {
            return value;
        }
        int at = dice.nextInt(value.length() - 1);
        char other =
                Character.isDigit(value.charAt(at)) ? (char) ('0' + dice.nextInt(10)) : (char) ('a' + dice.nextInt(26));
        return switch (dice.nextInt(4)) {
            case 0 -> value.substring(0, at) + other + value.substring(at);
            case 1 -> value.substring(0, at) + value.substring(at + 1);
            case 2 -> value.substring(0, at) + other + value.substring(at + 1);
            default -> value.substring(0, at) + value.charAt(at + 1) + value.charAt(at) + value.substring(at + 2);
        };
    }

    /** A place in a list whose frequencies fall with the rank. */
    private int zipf(int size) {
        return (int) (Math.pow(size + 1, dice.nextDouble()) - 1);
    }

    private String[] words(int count, int syllables) {
        String[] words = new String[count];
        for (int i = 0; i < count; i++) {
            var word = new StringBuilder();
            for (int s = 0; s < 1 + dice.nextInt(syllables) || word.length() < 4; s++) {
                word.append(ONSETS[dice.nextInt(ONSETS.length)]).append(RIMES[dice.nextInt(RIMES.length)]);
            }
            words[i] = word.toString();
        }
        return words;
    }
}
