package org.tongmai.person.match;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.DocumentType;

/**
 * The keys of which two registrations must share at least one to be compared at all. A key shared by more than
 * {@link #BLOCK_MOST} registrations says too little and is left out of account until it is rarer again.
 */
public final class BlockingKeys {

    /** Registrations that may share a key; a pair found only through a fuller block could not be told apart anyway. */
    public static final int BLOCK_MOST = 128;

    private static final int PREFIX = 14;

    private BlockingKeys() {}

    /** The keys of a registration, each a digest of kind and value. */
    public static Set<Long> of(Registration registration) {
        var keys = new TreeSet<Long>();
        for (NumberClaim number : registration.numbers()) {
            keys.add(key("number", number.value()));
            if (number.value().length() == 18) {
                keys.add(key("number-head", number.value().substring(0, PREFIX)));
            }
        }
        registration.documents().forEach(document -> keys.add(key("document", document)));
        registration.phones().forEach(phone -> keys.add(key("phone", phone)));
        for (PersonName name : registration.names()) {
            named(keys, name, registration.birthDate());
        }
        LocalDate birthDate = registration.birthDate();
        if (birthDate != null) {
            if (!registration.address().detail().isEmpty()) {
                keys.add(key("address-birth", registration.address().detail() + birthDate));
            }
            registration.guardians().forEach(guardian -> keys.add(key("guardian-birth", guardian + birthDate)));
        }
        return Collections.unmodifiableSet(keys);
    }

    /** The keys that a text typed into a search field stands for: a number, a phone or a document. */
    public static Set<Long> ofText(String text) {
        String bare = text.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        var keys = new TreeSet<Long>();
        keys.add(key("number", bare));
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
        List<String> syllables = name.syllables().stream().sorted().toList();
        String sound = String.join(" ", syllables);
        keys.add(key("sound-birth", sound + birthDate));
        keys.add(key("name-year", name.text() + birthDate.getYear()));
        keys.add(key("sound-day", sound + birthDate.getMonthValue() + '-' + birthDate.getDayOfMonth()));
        keys.add(key("surname-birth", syllable(name) + birthDate));
    }

    /** The first syllable by sound, so that a name mistaken by the eye still meets its like. */
    private static String syllable(PersonName name) {
        return name.surname().isEmpty() || name.script() != PersonName.Script.HAN
                ? name.syllables().getFirst()
                : String.join("", Han.surnameSyllables(name.surname()));
    }
}
