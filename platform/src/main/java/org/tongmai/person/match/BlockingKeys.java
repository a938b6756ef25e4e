package org.tongmai.person.match;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.DocumentType;
import org.tongmai.kernel.Sex;

/**
 * The keys of which two registrations must share at least one to be compared at all. A key shared by more than
 * {@link #BLOCK_MOST} registrations says too little and is left out of account until it is rarer again.
 */
public final class BlockingKeys {

    /** Registrations that may share a key; a pair found only through a fuller block could not be told apart anyway. */
    public static final int BLOCK_MOST = 128;

    private BlockingKeys() {}

    /** The keys of a registration, each a digest of kind and value. */
    public static Set<Long> of(Registration registration) {
        var keys = new TreeSet<Long>();
        registration.numbers().forEach(number -> keys.add(key("number", number.value())));
        registration.documents().forEach(document -> keys.add(key("document", document)));
        registration.phones().forEach(phone -> keys.add(key("phone", phone)));
        LocalDate birthDate = registration.birthDate();
        String street = registration.address().detail();
        for (PersonName name : registration.names()) {
            if (!street.isEmpty()) {
                keys.add(key("sound-address", letters(name) + ' ' + street));
            }
            named(keys, name, birthDate);
        }
        if (birthDate != null) {
            if (registration.minor() && !street.isEmpty()) {
                keys.add(key("address-birth", street + birthDate));
            }
            registration.guardians().forEach(guardian -> keys.add(key("guardian-birth", guardian + birthDate)));
        }
        return Collections.unmodifiableSet(keys);
    }

    /** The keys that a text typed into a search field stands for: a number, a phone or a document. */
    public static Set<Long> ofText(String text) {
        String bare = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .replaceAll("[\\s-]", "")
                .toUpperCase(Locale.ROOT);
        var keys = new TreeSet<Long>();
        keys.add(key("number", bare));
        NumberClaim.read(bare, Optional.empty(), Sex.UNKNOWN, LocalDate.MAX)
                .ifPresent(number -> keys.add(key("number", number.value())));
        Registration.phone(bare).ifPresent(phone -> keys.add(key("phone", phone)));
        for (DocumentType type : DocumentType.values()) {
            keys.add(key("document", type + " " + bare));
        }
        return keys;
    }

    /** The digest of one kind and value. */
    static long key(String kind, String value) {
        return digest(kind + '\n' + value);
    }

    static long digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void named(Set<Long> keys, PersonName name, @Nullable LocalDate birthDate) {
        if (birthDate == null) {
            keys.add(key("name", name.text()));
            return;
        }
        name.newbornOf().ifPresent(mother -> keys.add(key("guardian-birth", "name " + mother + birthDate)));
        if (name.script() != PersonName.Script.NEWBORN) {
            given(keys, name, birthDate);
        }
    }

    /**
     * Surname and birth date with the first and with the last syllable given, so that a name of which one character is
     * mistaken, lost or hidden still meets its like; without either where only one character is given.
     */
    private static void given(Set<Long> keys, PersonName name, LocalDate birthDate) {
        String surname = surname(name);
        List<String> given = name.givenSyllables();
        if (given.size() < 2 || name.hidden()) {
            keys.add(key("surname-birth", surname + birthDate));
        }
        if (!given.isEmpty()) {
            keys.add(key("first-given-birth", surname + ' ' + given.getFirst() + birthDate));
            keys.add(key("last-given-birth", surname + ' ' + given.getLast() + birthDate));
        }
    }

    /** The letters of the sound in alphabetic order: alike for another order of the parts and for the name in letters. */
    private static String letters(PersonName name) {
        int[] letters = name.pinyin().codePoints().sorted().toArray();
        return new String(letters, 0, letters.length);
    }

    /** By sound, so that a name mistaken by the eye still meets its like. */
    private static String surname(PersonName name) {
        return switch (name.script()) {
            case HAN -> String.join("", Han.surnameSyllables(name.surname()));
            case HAN_DOTTED, LATIN, NEWBORN -> "";
        };
    }
}
