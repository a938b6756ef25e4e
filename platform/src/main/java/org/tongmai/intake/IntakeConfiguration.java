package org.tongmai.intake;

import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tongmai.access.IdentityQueries;
import org.tongmai.access.InstitutionNames;
import org.tongmai.access.Looks;
import org.tongmai.fhir.Interactions;
import org.tongmai.intake.codes.CodeRoutes;
import org.tongmai.intake.codes.CodesBackground;
import org.tongmai.intake.codes.TermLoad;
import org.tongmai.intake.mllp.Room;
import org.tongmai.print.Printer;
import org.tongmai.store.Store;

/** Puts the intake together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IntakeSettings.class)
class IntakeConfiguration {

    @Bean
    @DependsOnDatabaseInitialization
    IntakeParts intakeParts(
            IntakeSettings settings,
            DataSource database,
            Store store,
            Interactions interactions,
            IdentityQueries identities,
            InstitutionNames institutions,
            Clock clock) {
        var questions = new Questions(identities, institutions, settings.mllpQueries());
        return IntakeParts.of(settings, database, store, Submission.to(interactions), questions, clock);
    }

    /** One room for what comes over MLLP and over HTTP. */
    @Bean
    Room intakeRoom(IntakeSettings settings) {
        return settings.bounds().room();
    }

    @Bean
    Intake intake(IntakeParts parts) {
        return parts.intake();
    }

    @Bean
    SubmissionJournal submissionJournal(IntakeParts parts) {
        return new SubmissionJournal(parts.open(), parts.writer(), parts.store(), parts.retries());
    }

    @Bean
    Background intakeBackground(IntakeSettings settings, Room room, IntakeParts parts) {
        return new Background(settings, room, parts.intake(), parts.retries(), parts.reruns());
    }

    @Bean
    CodeRoutes codeRoutes(IntakeParts parts, Store store, InstitutionNames institutions) {
        return new CodeRoutes(parts.codes(), new TermLoad(store), institutions);
    }

    @Bean
    CodesBackground codesBackground(IntakeParts parts) {
        return new CodesBackground(parts.codes());
    }

    @Bean
    TableBackground tableBackground(IntakeParts parts) {
        return new TableBackground(parts.tables().reading());
    }

    @Bean
    TableRoutes tableRoutes(IntakeParts parts, Clock clock) {
        return new TableRoutes(parts.tables(), parts.reruns(), clock);
    }

    @Bean
    QualityRoutes qualityRoutes(
            IntakeParts parts, DataSource database, InstitutionNames institutions, Printer printer, Clock clock) {
        var check = new QualityCheck(database, parts.quality(), parts.facts(), clock);
        return new QualityRoutes(parts, check, institutions, printer, clock);
    }

    @Bean
    IntakeRoutes intakeRoutes(
            IntakeParts parts,
            IntakeSettings settings,
            Room room,
            Looks looks,
            InstitutionNames institutions,
            Clock clock) {
        MessageTexts texts = new MessageTexts(
                parts.journal(),
                parts.looks(),
                parts.facts(),
                looks,
                parts.tables().runs(),
                settings.zones());
        return new IntakeRoutes(parts, texts, institutions, settings, room, clock);
    }
}
