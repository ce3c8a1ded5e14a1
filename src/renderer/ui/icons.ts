/** All icons of the app, by name, in one place. They are decoration: the label lives on the control. */
export {
  AlertTriangle, ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Ban, Baby, Bell, Check, CheckCheck, ChevronDown, ChevronRight, CircleDashed, CircleSlash, Clock,
  Contrast, Copy, Download, Eye, FileUp, Filter, Hand, Heart, Home, Hourglass, Keyboard, Link2Off, ListChecks, Loader, Mail, MessageSquare, MessageSquareText,
  Moon, MousePointerClick, OctagonX, Pause, Pencil, Phone, Play, Plus, RotateCw, Search, Send, Settings, Smartphone, Sun, Tag, Trash2, Undo2, Upload, User,
  UserPlus, Users, X, CircleHelp,
} from "lucide-react";
export type { LucideIcon } from "lucide-react";
