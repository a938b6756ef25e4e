package org.tongmai.person.linkage;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.tongmai.kernel.Sex;
import org.tongmai.person.match.NumberClaim;
import org.tongmai.person.match.PersonName;
import org.tongmai.person.match.PostalAddress;

/** Makes fields of the columns of a table: whole names in letters are split, parts of Chinese names joined. */
final class Preparation {

    private static final Pattern RESIDENT_NUMBER =
            Pattern.compile("\\d{6}(19|20)\\d{2}(0\\d|1[0-2])[0-3]\\d{4}[\\dXx]");

    private final Table table;
    private final int[] order;
    private final LocalDate today;
    private final Map<String, String> notes = new LinkedHashMap<>();

    /**
     * @param order which record of the table stands in each place
     * @param today no birth date inside a resident number lies after it
     */
    Preparation(Table table, int[] order, LocalDate today) {
        this.table = table;
        this.order = order;
        this.today = today;
    }

    /** Fields of all columns, whether they tell anything or not. */
    List<Field> fields(List<Column> columns) {
        var fields = new ArrayList<Field>();
        Optional<Column> given = one(columns, Kind.GIVEN_NAME);
        Optional<Column> surname = one(columns, Kind.SURNAME);
        boolean joined = given.isPresent() && surname.isPresent() && chinese(given.get()) && chinese(surname.get());
        if (joined) {
            fields.add(names(
                    surname.get().name() + "+" + given.get().name(),
                    i -> PersonName.read(
                            written(surname.get(), i) + written(given.get(), i), written(surname.get(), i))));
        }
        for (Column column : columns) {
            switch (column.kind()) {
                case GIVEN_NAME, SURNAME -> {
                    if (!joined) {
                        fields.add(plain(column.name(), column.kind(), column));
                    }
                }
                case FULL_NAME -> {
                    if (chinese(column)) {
                        fields.add(names(column.name(), i -> PersonName.read(written(column, i), "")));
                    } else {
                        fields.addAll(split(column));
                    }
                }
                case RESIDENT_NUMBER ->
                    fields.add(numbers(column, one(columns, Kind.BIRTH_DATE), one(columns, Kind.SEX)));
                case ADDRESS ->
                    fields.add(chinese(column) ? addresses(column) : plain(column.name(), column.kind(), column));
                case BIRTH_DATE -> fields.add(dates(column));
                case IDENTIFIER ->
                    fields.add(
                            residentNumbers(column)
                                    ? numbers(column, one(columns, Kind.BIRTH_DATE), one(columns, Kind.SEX))
                                    : plain(column.name(), column.kind(), column));
                case MIDDLE_NAME, SEX, POSTCODE, PLACE, PHONE, EMAIL, CATEGORY ->
                    fields.add(plain(column.name(), column.kind(), column));
            }
        }
        return fields;
    }

    /** What is to be said of columns: by the name of the field. */
    Map<String, String> notes() {
        return notes;
    }

    /** A field that is the same for all tells nothing; of the others, as many as a comparison holds. */
    List<Field> mostTelling(List<Field> all) {
        var kept = new ArrayList<Field>();
        int records = all.getFirst().codes().length;
        // a few rows that all say the same may still be of one person
        boolean equal = records < Weights.FEW && all.stream().allMatch(field -> field.texts().length <= 1);
        for (Field field : all) {
            if (field.texts().length > (equal ? 0 : 1)) {
                kept.add(field);
            } else {
                note(field.column(), silent(field) + ": not compared");
            }
        }
        kept.stream()
                .sorted(Comparator.comparingDouble(this::telling).reversed().thenComparing(Field::column))
                .skip(Comparisons.FIELDS_MOST)
                .toList()
                .forEach(field -> {
                    kept.remove(field);
                    note(field.column(), "not used: " + Comparisons.FIELDS_MOST + " others tell more");
                });
        return kept;
    }

    /** Why a field tells nothing. */
    private String silent(Field field) {
        int column = table.columns().indexOf(field.column());
        return field.texts().length == 1
                ? "the same in every row that tells it"
                : column >= 0 && Content.written(table, column)
                        ? "nothing but placeholders and what cannot be read"
                        : "empty";
    }

    /** Chance that a field is told and sets two records apart. */
    private double telling(Field field) {
        return (1 - field.concentration()) * Arrays.stream(field.counts()).sum() / field.codes().length;
    }

    private void note(String column, String text) {
        notes.merge(column, text, (before, more) -> before + "; " + more);
    }

    private String written(Column column, int place) {
        return table.value(column.place(), order[place]);
    }

    private static Optional<Column> one(List<Column> columns, Kind kind) {
        return columns.stream().filter(column -> column.kind() == kind).findFirst();
    }

    /** Whether most values are written in Chinese characters. */
    private boolean chinese(Column column) {
        List<String> values = table.values().get(column.place());
        long told = values.stream().filter(value -> !value.isBlank()).count();
        long han = values.stream()
                .filter(value -> value.codePoints().anyMatch(Character::isIdeographic))
                .count();
        return han * 2 > told;
    }

    /** Whether most values have the form of a resident number. */
    private boolean residentNumbers(Column column) {
        List<String> values = table.values().get(column.place());
        long formed = values.stream()
                .filter(value -> RESIDENT_NUMBER.matcher(value.strip()).matches())
                .count();
        return formed * 2 > values.size();
    }

    private Field plain(String name, Kind kind, Column column) {
        String[] read = read(column, written -> Reading.of(kind, written));
        return field(name, kind, read, texts -> LetterComparers.of(kind, texts));
    }

    private Field dates(Column column) {
        boolean monthFirst = Dates.monthFirst(table.values().get(column.place()));
        String[] read = read(column, written -> Dates.digits(written, monthFirst, today.getYear()));
        var unread = new BitSet();
        int told = 0;
        for (int i = 0; i < read.length; i++) {
            told += written(column, i).isBlank() ? 0 : 1;
            unread.set(order[i], read[i].isEmpty() && !written(column, i).isBlank());
        }
        note(
                column,
                unread,
                String.format(Locale.ROOT, "%.1f %% could not be read", 100.0 * unread.cardinality() / told));
        return field(column.name(), Kind.BIRTH_DATE, read, texts -> LetterComparers.of(Kind.BIRTH_DATE, texts));
    }

    /** Says what is wrong with the values of some rows, and of which the first ones; nothing where there is none. */
    private void note(Column column, BitSet rows, String what) {
        if (!rows.isEmpty()) {
            note(column.name(), what + " (" + Rows.first(rows) + ")");
        }
    }

    /** A whole name in letters: the last word is the surname, what is before it the given name. */
    private List<Field> split(Column column) {
        String[] read = read(column, written -> Reading.of(Kind.FULL_NAME, written));
        String[] given = new String[read.length];
        String[] surname = new String[read.length];
        for (int i = 0; i < read.length; i++) {
            int blank = read[i].lastIndexOf(' ');
            given[i] = blank < 0 ? "" : read[i].substring(0, blank).intern();
            surname[i] = read[i].substring(blank + 1).intern();
        }
        return List.of(
                field(
                        column.name() + " (given name)",
                        Kind.GIVEN_NAME,
                        given,
                        texts -> LetterComparers.of(Kind.GIVEN_NAME, texts)),
                field(
                        column.name() + " (surname)",
                        Kind.SURNAME,
                        surname,
                        texts -> LetterComparers.of(Kind.SURNAME, texts)));
    }

    private Field names(String name, Function<Integer, Optional<PersonName>> reader) {
        var known = new HashMap<String, PersonName>();
        String[] read = new String[order.length];
        for (int i = 0; i < order.length; i++) {
            Optional<PersonName> found = reader.apply(i);
            read[i] = found.map(PersonName::text).orElse("");
            found.ifPresent(each -> known.putIfAbsent(each.text(), each));
        }
        Encoded values = Encoded.of(read);
        PersonName[] names = Arrays.stream(values.texts()).map(known::get).toArray(PersonName[]::new);
        byte[] same = new byte[names.length];
        for (int i = 0; i < names.length; i++) {
            same[i] = (byte) ChineseComparers.same(names[i]).ordinal();
        }
        return values.field(name, Kind.FULL_NAME, true, same, ChineseComparers.names(names), Atoms.ofNames(names));
    }

    private Field addresses(Column column) {
        String[] read = read(column, written -> {
            PostalAddress address = PostalAddress.read(written);
            return address.equals(PostalAddress.UNKNOWN) ? "" : address.area() + '\t' + address.detail();
        });
        Encoded values = Encoded.of(read);
        PostalAddress[] addresses = Arrays.stream(values.texts())
                .map(text -> text.split("\t", -1))
                .map(parts -> new PostalAddress(parts[0], parts[1]))
                .toArray(PostalAddress[]::new);
        return values.field(
                column.name(),
                Kind.ADDRESS,
                true,
                new byte[addresses.length],
                ChineseComparers.addresses(addresses),
                Atoms.ofAddresses(addresses));
    }

    private Field numbers(Column column, Optional<Column> birthDate, Optional<Column> sex) {
        var known = new HashMap<String, NumberClaim>();
        var unusable = new BitSet();
        var mistyped = new BitSet();
        var contradicted = new BitSet();
        String[] read = new String[order.length];
        for (int i = 0; i < order.length; i++) {
            int place = i;
            Optional<NumberClaim> claim = NumberClaim.read(
                    written(column, i),
                    birthDate.flatMap(each -> date(written(each, place))),
                    sex.map(each -> Sex.ofGender(Reading.of(Kind.SEX, written(each, place))))
                            .orElse(Sex.UNKNOWN),
                    today);
            read[i] = claim.map(each -> each.value() + '\t' + each.state()).orElse("");
            unusable.set(order[i], claim.isEmpty() && !written(column, i).isBlank());
            if (claim.isPresent()) {
                known.putIfAbsent(read[i], claim.get());
                mistyped.set(order[i], claim.get().state() == NumberClaim.State.MISTYPED);
                contradicted.set(order[i], claim.get().state() == NumberClaim.State.CONTRADICTED);
            }
        }
        note(column, unusable, unusable.cardinality() + " placeholders or too short");
        note(column, mistyped, mistyped.cardinality() + " with a wrong form, date or check digit, taken for mistyped");
        note(column, contradicted, contradicted.cardinality() + " against the birth date or sex beside them");
        Encoded values = Encoded.of(read);
        NumberClaim[] claims = Arrays.stream(values.texts()).map(known::get).toArray(NumberClaim[]::new);
        byte[] same = new byte[claims.length];
        for (int i = 0; i < same.length; i++) {
            same[i] = (byte) ChineseComparers.number(claims[i], claims[i]).ordinal();
        }
        return values.field(
                column.name(),
                Kind.RESIDENT_NUMBER,
                true,
                same,
                ChineseComparers.numbers(claims),
                Atoms.ofNumbers(claims));
    }

    private Optional<LocalDate> date(String written) {
        String digits = Dates.digits(written, false, today.getYear());
        try {
            return digits.isEmpty()
                    ? Optional.empty()
                    : Optional.of(LocalDate.of(
                            Integer.parseInt(digits.substring(0, 4)),
                            Integer.parseInt(digits.substring(4, 6)),
                            Integer.parseInt(digits.substring(6))));
        } catch (DateTimeException impossible) {
            return Optional.empty();
        }
    }

    private String[] read(Column column, Function<String, String> reader) {
        String[] values =
                table.values().get(column.place()).stream().map(reader).toArray(String[]::new);
        int[] codes = table.codes()[column.place()];
        String[] read = new String[order.length];
        for (int i = 0; i < read.length; i++) {
            read[i] = values[codes[order[i]]];
        }
        return read;
    }

    private static Field field(String name, Kind kind, String[] read, Function<String[], Comparer> comparer) {
        Encoded values = Encoded.of(read);
        return values.field(
                name,
                kind,
                false,
                new byte[values.texts().length],
                comparer.apply(values.texts()),
                Atoms.of(kind, values.texts()));
    }

    /** Values of records as codes; -1 for an empty one. */
    private record Encoded(int[] codes, String[] texts, int[] counts) {

        static Encoded of(String[] read) {
            Map<String, Integer> known = new HashMap<>();
            var texts = new ArrayList<String>();
            int[] codes = new int[read.length];
            int[] counts = new int[16];
            for (int i = 0; i < read.length; i++) {
                if (read[i].isEmpty()) {
                    codes[i] = -1;
                    continue;
                }
                Integer code = known.putIfAbsent(read[i], texts.size());
                if (code == null) {
                    code = texts.size();
                    texts.add(read[i]);
                    counts = code < counts.length ? counts : Arrays.copyOf(counts, code * 2);
                }
                codes[i] = code;
                counts[code]++;
            }
            return new Encoded(codes, texts.toArray(String[]::new), Arrays.copyOf(counts, texts.size()));
        }

        Field field(String name, Kind kind, boolean han, byte[] same, Comparer comparer, int[][] atoms) {
            return new Field(name, kind, han, codes, texts, counts, same, comparer, atoms, Field.concentration(counts));
        }
    }
}
