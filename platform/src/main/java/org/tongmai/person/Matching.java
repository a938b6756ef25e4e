package org.tongmai.person;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tongmai.kernel.Problem;
import org.tongmai.person.match.BlockingKeys;
import org.tongmai.person.match.Judgement;
import org.tongmai.person.match.MatchModel;
import org.tongmai.person.match.Registration;

/** Compares somebody who is not registered with the registrations, by the index's own keys and model. Writes nothing. */
final class Matching {

    private final IdentityStore identities;
    private final LinkStore links;
    private final ModelStore models;

    Matching(IdentityStore identities, LinkStore links, ModelStore models) {
        this.identities = identities;
        this.links = links;
        this.models = models;
    }

    /**
     * Those that may be of the same person, surest first. What the model calls different is left out: it would only show
     * people who are not meant.
     *
     * @throws Problem {@code person.traits-missing}
     */
    List<MatchCandidate> match(Identity asked) {
        Registration registration = weighed(asked.registration());
        if (!sufficient(registration)) {
            throw tooLittle(registration);
        }
        Set<Long> sharing = sharing(BlockingKeys.of(registration));
        Map<Long, Long> persons = links.persons(sharing);
        MatchModel model = models.inForce();
        var found = new ArrayList<MatchCandidate>();
        for (Identity identity : identities.find(sharing)) {
            Judgement judgement = model.judge(registration, identity.registration());
            MatchGrade grade = MatchGrade.of(judgement);
            if (grade != MatchGrade.CERTAINLY_NOT) {
                found.add(new MatchCandidate(
                        identity,
                        persons.getOrDefault(identity.compartment(), identity.home()),
                        grade,
                        grade.score(judgement.bits()),
                        named(registration, identity.registration(), grade),
                        judgement.explanation()));
            }
        }
        found.sort(Comparator.comparing(MatchCandidate::grade)
                .thenComparing(Comparator.comparingDouble(MatchCandidate::score).reversed())
                .thenComparingLong(candidate -> candidate.identity().home()));
        return List.copyOf(found);
    }

    /** The registrations of a name and birth date like these, the likest first. */
    List<Identity> like(Registration asked, int most) {
        MatchModel model = models.inForce();
        return identities.find(sharing(BlockingKeys.of(asked))).stream()
                .filter(found -> MatchModel.alike(asked, found.registration()))
                .sorted(Comparator.comparingDouble((Identity found) ->
                                -model.judge(asked, found.registration()).bits())
                        .thenComparingLong(Identity::home))
                .limit(most)
                .toList();
    }

    /** Those in blocks within the bound; a key that very many share says too little, here as in the index. */
    private Set<Long> sharing(Collection<Long> keys) {
        var sharing = new TreeSet<Long>();
        identities.blocks(keys, BlockingKeys.BLOCK_MOST + 1).values().stream()
                .filter(members -> members.size() <= BlockingKeys.BLOCK_MOST)
                .forEach(sharing::addAll);
        return sharing;
    }

    /** The same with how common its name is. */
    private Registration weighed(Registration registration) {
        return registration
                .name()
                .map(name -> registration.heldBy(identities.holders(name.text())))
                .orElse(registration);
    }

    /** A name alone, or a birth date alone, is many people's. */
    private static boolean sufficient(Registration asked) {
        boolean numbered = !asked.numbers().isEmpty()
                || !asked.documents().isEmpty()
                || !asked.phones().isEmpty();
        boolean described = !asked.names().isEmpty()
                || !asked.guardians().isEmpty()
                || !asked.address().detail().isEmpty();
        return numbered || (asked.birthDate() != null && described);
    }

    /** One name, whole and the same, and one number: with several, or with a part, one could try them out. */
    private static boolean named(Registration asked, Registration found, MatchGrade grade) {
        return grade == MatchGrade.CERTAIN
                && asked.names().size() == 1
                && asked.numbers().size() <= 1
                && found.names().stream()
                        .anyMatch(name ->
                                name.text().equals(asked.names().getFirst().text()));
    }

    private static Problem tooLittle(Registration asked) {
        boolean named = asked.name().isPresent();
        boolean born = asked.birthDate() != null;
        String missing = named
                ? "a whole birth date, an identity document's number or a telephone"
                : born
                        ? "a name, an identity document's number or a telephone"
                        : "an identity document's number, a telephone, or name and birth date";
        return new Problem(
                Problem.Kind.INVALID,
                "person.traits-missing",
                "What is told does not suffice to look for a person.",
                "Missing is " + missing + "; placeholders such as 1900-01-01 or 13800000000 do not count.",
                "Add it to the Patient.",
                List.of(named ? "Patient.birthDate" : "Patient.name", "Patient.identifier", "Patient.telecom"));
    }
}
