package org.tongmai.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.tongmai.kernel.Problem;
import org.tongmai.person.RegistrationsShown;
import org.tongmai.person.RegistrationsSought;

/**
 * Who may ask why registrations are one person: the explanation tells identities at every institution that has one, so a
 * doctor needs the resident's permission for what is elsewhere, a resident must be that person, and each look leaves its trace.
 */
final class ExplanationGuard implements HandlerInterceptor, WebMvcConfigurer {

    private static final String PATH = "/api/person/{patient}/explanation";

    private final Access access;
    private final Looks looks;
    private final Subjects subjects;
    private final Inquiries inquiries;

    ExplanationGuard(Access access, Looks looks, Subjects subjects, Inquiries inquiries) {
        this.access = access;
        this.looks = looks;
        this.subjects = subjects;
        this.inquiries = inquiries;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns(PATH);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        Caller caller = Callers.current();
        Long compartment = subjects.compartmentOf(patient(request)).orElse(null);
        if (compartment == null) {
            throw refused();
        }
        Set<Long> person = subjects.samePerson(compartment);
        Purpose purpose = caller.role() == Role.STEWARD ? Purpose.SUPERVISION : Access.purposeOf(caller);
        if (caller.role() != Role.STEWARD && !whole(access.decide(caller, purpose, compartment), person)) {
            looks.refused(caller, purpose, "page", compartment);
            throw refused();
        }
        looks.identified(caller, purpose, "page", person);
        return true;
    }

    /** The steward's queue and list of decisions. */
    @EventListener
    void shown(RegistrationsShown shown) {
        looks.identified(Callers.current(), Purpose.SUPERVISION, "page", shown.compartments());
    }

    /** A steward's search is counted as an inquiry, whomever it finds, and is a look at those it finds. */
    @EventListener
    void sought(RegistrationsSought sought) {
        Caller caller = Callers.current();
        inquiries.asked(caller, !sought.compartments().isEmpty());
        looks.identified(caller, Purpose.SUPERVISION, "demographics", sought.compartments());
    }

    private static boolean whole(Decision decision, Set<Long> person) {
        return decision.allowed()
                && person.stream()
                        .allMatch(each -> decision.own().contains(each)
                                || decision.others().contains(each));
    }

    private static String patient(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                ? String.valueOf(variables.get("patient"))
                : "";
    }

    private static Problem refused() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "access.explanation-withheld",
                "The explanation is withheld.",
                "It tells identities at every institution of the person, which the resident has to allow first.",
                "Ask the resident for access.");
    }
}
