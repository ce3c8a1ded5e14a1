/** Ready-made words for one slot: short, polite, to be changed. */
export interface StarterText {
  readonly subject: string;
  readonly heading: string;
  readonly body: string;
  readonly sms: string;
}

export interface StarterLanguage {
  readonly rsvpLabel: string;
  readonly slots: Readonly<Record<"save-the-date" | "invitation" | "reminder-1" | "thank-you" | "general", StarterText>>;
}

const en: StarterLanguage = {
  rsvpLabel: "Reply now",
  slots: {
    "save-the-date": {
      subject: "Save the date: {{ couple.names }}, {{ wedding.date }}",
      heading: "Save the date",
      body: 'Dear {{ guest.first_name | default: "friend" }},\n\nwe are getting married on {{ wedding.date }} at {{ wedding.venue }}. Please keep the day free; the invitation follows.\n\n{{ couple.names }}',
      sms: "{{ couple.names }} here: we are getting married on {{ wedding.date }}! Please keep the day free. The invitation follows.",
    },
    invitation: {
      subject: "You are invited: {{ couple.names }}",
      heading: "You are invited",
      body: 'Dear {{ guest.first_name | default: "friend" }},\n\nwe would love to celebrate our wedding with you. Please tell us by {{ rsvp.deadline }} whether you can come.\n\n{{ couple.names }}',
      sms: "{{ couple.names }} here: you are invited to our wedding on {{ wedding.date }}. Please reply: {{ rsvp.link }}",
    },
    "reminder-1": {
      subject: "Will you come? {{ couple.names }}",
      heading: "Will you come?",
      body: 'Dear {{ guest.first_name | default: "friend" }},\n\nwe have not heard from you yet. Please reply by {{ rsvp.deadline }}: it takes a minute.\n\n{{ couple.names }}',
      sms: "{{ couple.names }} here: will you come to our wedding? Please reply by {{ rsvp.deadline }}: {{ rsvp.link }}",
    },
    "thank-you": {
      subject: "Thank you! {{ couple.names }}",
      heading: "Thank you",
      body: 'Dear {{ guest.first_name | default: "friend" }},\n\nthank you for celebrating with us.\n\n{{ couple.names }}',
      sms: "{{ couple.names }} here: thank you for celebrating with us!",
    },
    general: {
      subject: "News from {{ couple.names }}",
      heading: "News from {{ couple.names }}",
      body: 'Dear {{ guest.first_name | default: "friend" }},\n\nhere is some news about {{ wedding.date }}.\n\n{{ couple.names }}',
      sms: "{{ couple.names }} here: some news about {{ wedding.date }}.",
    },
  },
};

const fr: StarterLanguage = {
  rsvpLabel: "Répondre",
  slots: {
    "save-the-date": {
      subject: "Réservez la date : {{ couple.names }}, {{ wedding.date }}",
      heading: "Réservez la date",
      body: 'Bonjour {{ guest.first_name | default: "à vous" }},\n\nnous nous marions le {{ wedding.date }} ({{ wedding.venue }}). Merci de réserver cette journée ; l’invitation suivra.\n\n{{ couple.names }}',
      sms: "{{ couple.names }} : nous nous marions le {{ wedding.date }} ! Merci de réserver la date. L'invitation suivra.",
    },
    invitation: {
      subject: "Vous êtes invités : {{ couple.names }}",
      heading: "Vous êtes invités",
      body: 'Bonjour {{ guest.first_name | default: "à vous" }},\n\nnous serions heureux de fêter notre mariage avec vous. Merci de répondre avant le {{ rsvp.deadline }}.\n\n{{ couple.names }}',
      sms: "{{ couple.names }} : nous vous invitons à notre mariage le {{ wedding.date }}. Votre réponse : {{ rsvp.link }}",
    },
    "reminder-1": {
      subject: "Serez-vous des nôtres ? {{ couple.names }}",
      heading: "Serez-vous des nôtres ?",
      body: 'Bonjour {{ guest.first_name | default: "à vous" }},\n\nnous n’avons pas encore votre réponse. Merci de répondre avant le {{ rsvp.deadline }} : cela prend une minute.\n\n{{ couple.names }}',
      sms: "{{ couple.names }} : serez-vous des nôtres ? Merci de répondre avant le {{ rsvp.deadline }} : {{ rsvp.link }}",
    },
    "thank-you": {
      subject: "Merci ! {{ couple.names }}",
      heading: "Merci",
      body: 'Bonjour {{ guest.first_name | default: "à vous" }},\n\nmerci d’avoir fêté ce jour avec nous.\n\n{{ couple.names }}',
      sms: "{{ couple.names }} : merci d'avoir fêté ce jour avec nous !",
    },
    general: {
      subject: "Des nouvelles de {{ couple.names }}",
      heading: "Des nouvelles de {{ couple.names }}",
      body: 'Bonjour {{ guest.first_name | default: "à vous" }},\n\nvoici des nouvelles pour le {{ wedding.date }}.\n\n{{ couple.names }}',
      sms: "{{ couple.names }} : des nouvelles pour le {{ wedding.date }}.",
    },
  },
};

const de: StarterLanguage = {
  rsvpLabel: "Jetzt antworten",
  slots: {
    "save-the-date": {
      subject: "Haltet den Tag frei: {{ couple.names }}, {{ wedding.date }}",
      heading: "Haltet den Tag frei",
      body: "Hallo {{ guest.first_name }},\n\nwir heiraten am {{ wedding.date }} ({{ wedding.venue }}). Bitte haltet den Tag frei; die Einladung folgt.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: Wir heiraten am {{ wedding.date }}! Bitte haltet den Tag frei. Die Einladung folgt.",
    },
    invitation: {
      subject: "Einladung: {{ couple.names }}",
      heading: "Ihr seid eingeladen",
      body: "Hallo {{ guest.first_name }},\n\nwir möchten unsere Hochzeit mit euch feiern. Bitte antwortet bis {{ rsvp.deadline }}.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: Wir laden euch zu unserer Hochzeit am {{ wedding.date }} ein. Antwort: {{ rsvp.link }}",
    },
    "reminder-1": {
      subject: "Kommt ihr? {{ couple.names }}",
      heading: "Kommt ihr?",
      body: "Hallo {{ guest.first_name }},\n\nuns fehlt noch eure Antwort. Bitte antwortet bis {{ rsvp.deadline }}; es dauert eine Minute.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: Kommt ihr zu unserer Hochzeit? Bitte antwortet bis {{ rsvp.deadline }}: {{ rsvp.link }}",
    },
    "thank-you": {
      subject: "Danke! {{ couple.names }}",
      heading: "Danke",
      body: "Hallo {{ guest.first_name }},\n\ndanke, dass ihr mit uns gefeiert habt.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: Danke, dass ihr mit uns gefeiert habt!",
    },
    general: {
      subject: "Neues von {{ couple.names }}",
      heading: "Neues von {{ couple.names }}",
      body: "Hallo {{ guest.first_name }},\n\nhier gibt es Neues zum {{ wedding.date }}.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: Neues zum {{ wedding.date }}.",
    },
  },
};

const es: StarterLanguage = {
  rsvpLabel: "Responder",
  slots: {
    "save-the-date": {
      subject: "Reserva la fecha: {{ couple.names }}, {{ wedding.date }}",
      heading: "Reserva la fecha",
      body: "Hola {{ guest.first_name }}:\n\nNos casamos el {{ wedding.date }} ({{ wedding.venue }}). Reserva el día; la invitación llegará pronto.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: ¡nos casamos el {{ wedding.date }}! Reserva el día. La invitación llegará pronto.",
    },
    invitation: {
      subject: "Invitación: {{ couple.names }}",
      heading: "Estás en la lista",
      body: "Hola {{ guest.first_name }}:\n\nNos encantaría celebrar nuestra boda contigo. Responde antes del {{ rsvp.deadline }}.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: te invitamos a nuestra boda el {{ wedding.date }}. Responde: {{ rsvp.link }}",
    },
    "reminder-1": {
      subject: "¿Vendrás? {{ couple.names }}",
      heading: "¿Vendrás?",
      body: "Hola {{ guest.first_name }}:\n\nAún no tenemos tu respuesta. Responde antes del {{ rsvp.deadline }}; es un minuto.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: ¿vendrás a nuestra boda? Responde antes del {{ rsvp.deadline }}: {{ rsvp.link }}",
    },
    "thank-you": {
      subject: "¡Gracias! {{ couple.names }}",
      heading: "Gracias",
      body: "Hola {{ guest.first_name }}:\n\nGracias por celebrar con nosotros.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: ¡gracias por celebrar con nosotros!",
    },
    general: {
      subject: "Noticias de {{ couple.names }}",
      heading: "Noticias de {{ couple.names }}",
      body: "Hola {{ guest.first_name }}:\n\nTenemos noticias sobre el {{ wedding.date }}.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: noticias sobre el {{ wedding.date }}.",
    },
  },
};

const ar: StarterLanguage = {
  rsvpLabel: "الرد الآن",
  slots: {
    "save-the-date": {
      subject: "احفظوا التاريخ: {{ couple.names }}، {{ wedding.date }}",
      heading: "احفظوا التاريخ",
      body: "مرحبًا {{ guest.first_name }}،\n\nسنتزوج في {{ wedding.date }} ({{ wedding.venue }}). نرجو حفظ هذا اليوم، والدعوة ستصلكم قريبًا.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: سنتزوج في {{ wedding.date }}! نرجو حفظ هذا اليوم.",
    },
    invitation: {
      subject: "دعوة زفاف: {{ couple.names }}",
      heading: "أنتم مدعوون",
      body: "مرحبًا {{ guest.first_name }}،\n\nيسعدنا أن تشاركونا حفل زفافنا. نرجو الرد قبل {{ rsvp.deadline }}.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: ندعوكم إلى زفافنا في {{ wedding.date }}. للرد: {{ rsvp.link }}",
    },
    "reminder-1": {
      subject: "هل ستأتون؟ {{ couple.names }}",
      heading: "هل ستأتون؟",
      body: "مرحبًا {{ guest.first_name }}،\n\nلم يصلنا ردكم بعد. نرجو الرد قبل {{ rsvp.deadline }}.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: هل ستأتون إلى زفافنا؟ نرجو الرد قبل {{ rsvp.deadline }}: {{ rsvp.link }}",
    },
    "thank-you": {
      subject: "شكرًا لكم! {{ couple.names }}",
      heading: "شكرًا لكم",
      body: "مرحبًا {{ guest.first_name }}،\n\nشكرًا لمشاركتكم فرحتنا.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: شكرًا لمشاركتكم فرحتنا!",
    },
    general: {
      subject: "أخبار من {{ couple.names }}",
      heading: "أخبار من {{ couple.names }}",
      body: "مرحبًا {{ guest.first_name }}،\n\nلدينا أخبار عن {{ wedding.date }}.\n\n{{ couple.names }}",
      sms: "{{ couple.names }}: لدينا أخبار عن {{ wedding.date }}.",
    },
  },
};

export const starterLanguages: Readonly<Record<string, StarterLanguage>> = { en, fr, de, es, ar };
