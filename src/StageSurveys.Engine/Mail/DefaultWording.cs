namespace StageSurveys.Engine.Mail;

/// <summary>The wording that a new survey starts with. Short, and asking rather than urging.</summary>
public static class DefaultWording
{
    /// <summary>Right after a touchpoint.</summary>
    public static readonly MailWording AfterTouchpoint = new(
        new MailText("{{brand.name}}\u00A0: comment cela s’est-il passé\u202F?", """
            Bonjour {{customer.firstName}},

            Vous venez de vivre une étape avec nous, le {{event.date}} : **{{touchpoint.name}}**.
            Racontez-nous comment cela s’est passé pour vous, le bon comme le moins bon.

            {{score}}

            [Donner mon avis]({{link}})

            Il suffit de {{survey.minutes}} min, depuis votre téléphone et sans compte.

            Merci de votre confiance,
            L’équipe {{brand.name}}
            """),
        new MailText("{{brand.name}}: how did it go?", """
            Hello {{customer.firstName}},

            You have just been through a moment with us, on {{event.date}}: **{{touchpoint.name}}**.
            Tell us how it went for you, the good and the less good.

            {{score}}

            [Share my view]({{link}})

            It takes about {{survey.minutes}} min, on your phone and without an account.

            Thank you for your trust,
            The {{brand.name}} team
            """));

    /// <summary>To a contact of a client company, at regular intervals: there is no moment that has just been.</summary>
    public static readonly MailWording Periodic = new(
        new MailText("{{brand.name}}\u00A0: faisons le point sur notre collaboration", """
            Bonjour {{customer.firstName}},

            Nous faisons régulièrement le point avec les entreprises que nous accompagnons. Votre regard compte pour nous, le bon comme le moins bon.

            {{score}}

            [Donner mon avis]({{link}})

            Il suffit de {{survey.minutes}} min, depuis votre téléphone et sans compte.

            Merci de votre confiance,
            L’équipe {{brand.name}}
            """),
        new MailText("{{brand.name}}: how is our work together going?", """
            Hello {{customer.firstName}},

            From time to time we ask the companies we work with how it is going. Your view matters to us, the good and the less good.

            {{score}}

            [Share my view]({{link}})

            It takes about {{survey.minutes}} min, on your phone and without an account.

            Thank you for your trust,
            The {{brand.name}} team
            """));

    /// <summary>Once more to somebody who has not answered.</summary>
    public static readonly MailWording Reminder = new(
        new MailText("{{brand.name}}\u00A0: votre avis nous aiderait encore", """
            Bonjour {{customer.firstName}},

            Nous vous avons écrit à propos de ce moment : **{{touchpoint.name}}**. Si vous avez {{survey.minutes}} min, votre avis nous aiderait toujours.

            {{score}}

            [Donner mon avis]({{link}})

            Si vous préférez ne pas répondre, c’est très bien ainsi.

            Bien à vous,
            L’équipe {{brand.name}}
            """),
        new MailText("{{brand.name}}: your view would still help", """
            Hello {{customer.firstName}},

            We wrote to you about this moment: **{{touchpoint.name}}**. If you have {{survey.minutes}} min, your view would still help us.

            {{score}}

            [Share my view]({{link}})

            If you would rather not answer, that is perfectly fine.

            Kind regards,
            The {{brand.name}} team
            """));

    /// <summary>The last time, with the day on which the survey closes.</summary>
    public static readonly MailWording LastReminder = new(
        new MailText("{{brand.name}}\u00A0: dernier jour pour votre avis, le {{survey.lastDay}}", """
            Bonjour {{customer.firstName}},

            Notre enquête sur ce moment se termine le {{survey.lastDay}} : **{{touchpoint.name}}**. Si vous avez {{survey.minutes}} min d’ici là, votre avis nous aiderait toujours.

            {{score}}

            [Donner mon avis]({{link}})

            Si vous préférez ne pas répondre, c’est très bien ainsi. Nous ne vous relancerons plus à ce sujet.

            Bien à vous,
            L’équipe {{brand.name}}
            """),
        new MailText("{{brand.name}}: your view, until {{survey.lastDay}}", """
            Hello {{customer.firstName}},

            Our survey about this moment closes on {{survey.lastDay}}: **{{touchpoint.name}}**. If you have {{survey.minutes}} min before then, your view would still help us.

            {{score}}

            [Share my view]({{link}})

            If you would rather not answer, that is perfectly fine. We will not remind you about it again.

            Kind regards,
            The {{brand.name}} team
            """));

    /// <summary>Once more to a contact of a client company who has not answered.</summary>
    public static readonly MailWording PeriodicReminder = new(
        new MailText("{{brand.name}}\u00A0: votre avis nous aiderait encore", """
            Bonjour {{customer.firstName}},

            Nous vous avons écrit pour faire le point sur notre collaboration. Si vous avez {{survey.minutes}} min, votre avis nous aiderait toujours.

            {{score}}

            [Donner mon avis]({{link}})

            Si vous préférez ne pas répondre, c’est très bien ainsi.

            Bien à vous,
            L’équipe {{brand.name}}
            """),
        new MailText("{{brand.name}}: your view would still help", """
            Hello {{customer.firstName}},

            We wrote to you to ask how our work together is going. If you have {{survey.minutes}} min, your view would still help us.

            {{score}}

            [Share my view]({{link}})

            If you would rather not answer, that is perfectly fine.

            Kind regards,
            The {{brand.name}} team
            """));

    /// <summary>The last time to a contact of a client company, with the day on which the survey closes.</summary>
    public static readonly MailWording PeriodicLastReminder = new(
        new MailText("{{brand.name}}\u00A0: dernier jour pour votre avis, le {{survey.lastDay}}", """
            Bonjour {{customer.firstName}},

            Notre enquête auprès des entreprises que nous accompagnons se termine le {{survey.lastDay}}. Si vous avez {{survey.minutes}} min d’ici là, votre avis nous aiderait toujours.

            {{score}}

            [Donner mon avis]({{link}})

            Si vous préférez ne pas répondre, c’est très bien ainsi. Nous ne vous relancerons plus à ce sujet.

            Bien à vous,
            L’équipe {{brand.name}}
            """),
        new MailText("{{brand.name}}: your view, until {{survey.lastDay}}", """
            Hello {{customer.firstName}},

            Our survey among the companies we work with closes on {{survey.lastDay}}. If you have {{survey.minutes}} min before then, your view would still help us.

            {{score}}

            [Share my view]({{link}})

            If you would rather not answer, that is perfectly fine. We will not remind you about it again.

            Kind regards,
            The {{brand.name}} team
            """));

    /// <summary>After an answer.</summary>
    public static readonly MailWording ThankYou = new(
        new MailText("{{brand.name}}\u00A0: merci pour votre avis", """
            Bonjour {{customer.firstName}},

            Merci d’avoir pris le temps de nous raconter ce moment : **{{touchpoint.name}}**. Votre réponse est bien arrivée, et l’équipe concernée la lira.

            Bien à vous,
            L’équipe {{brand.name}}
            """),
        new MailText("{{brand.name}}: thank you for your view", """
            Hello {{customer.firstName}},

            Thank you for taking the time to tell us about this moment: **{{touchpoint.name}}**. Your answer has arrived, and the team in charge will read it.

            Kind regards,
            The {{brand.name}} team
            """));

    /// <summary>A periodic survey of a relationship, tied to no touchpoint.</summary>
    public static readonly MailWording Relationship = new(
        new MailText("{{brand.name}}\u00A0: où en est notre collaboration\u202F?", """
            Bonjour {{customer.name}},

            Vous travaillez avec nous, et votre regard nous importe : qu’est-ce qui fonctionne, qu’est-ce qui devrait changer ?

            {{score}}

            [Donner mon avis]({{link}})

            Il suffit de {{survey.minutes}} min, sans compte.

            Bien à vous,
            L’équipe {{brand.name}}
            """),
        new MailText("{{brand.name}}: how are we working together?", """
            Hello {{customer.name}},

            You work with us, and how you see it matters: what works, and what should change?

            {{score}}

            [Share my view]({{link}})

            It takes about {{survey.minutes}} min, without an account.

            Kind regards,
            The {{brand.name}} team
            """));
}
