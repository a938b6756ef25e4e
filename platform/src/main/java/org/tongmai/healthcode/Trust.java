package org.tongmai.healthcode;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.healthcode.SignedLists.Opened;
import org.tongmai.healthcode.SignedLists.Root;
import org.tongmai.kernel.crypto.Suite;

/**
 * Whose lists a verifier without network believes: the key it was set up with and, once a list of that key has named it, the key
 * that takes over. The form of {@code root.json}.
 *
 * @param suite of the key
 * @param key base64url
 * @param next the key that takes over; null where none was named
 */
record Trust(String suite, String key, @Nullable Root next) {

    static Trust in(Root root) {
        return new Trust(root.suite(), root.key(), null);
    }

    boolean includes(Root root) {
        return roots().contains(root);
    }

    /** The list, where a key that is trusted signed it. */
    Optional<Opened> open(String list, List<Suite.Verification> prepared) {
        return prepared.stream()
                .map(each -> SignedLists.open(list, each))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Each key made ready once: the one in force first. */
    List<Suite.Verification> prepared() {
        return roots().stream().map(Root::verification).toList();
    }

    /** With the key that a trusted list names as the next one. */
    Trust named(Opened keyList) {
        return SignedLists.nextRoot(keyList)
                .filter(named -> !named.equals(current()))
                .map(named -> new Trust(suite, key, named))
                .orElse(this);
    }

    /** The next key alone, once everything that is kept was signed by it. */
    Optional<Trust> turned(Stream<String> kept) {
        Root follower = next;
        if (follower == null) {
            return Optional.empty();
        }
        Suite.Verification theirs = follower.verification();
        return kept.allMatch(list -> SignedLists.open(list, theirs).isPresent())
                ? Optional.of(in(follower))
                : Optional.empty();
    }

    private Root current() {
        return new Root(suite, key);
    }

    private List<Root> roots() {
        return Stream.of(current(), next).filter(Objects::nonNull).toList();
    }
}
